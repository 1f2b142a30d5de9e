import { keras, nn, type NormalizationCall } from '../engine/index.ts';
import type { Language } from '../protocol/languages.ts';
import type { Setting } from '../protocol/whatIf.ts';
import type { CallNames } from './languages/language.ts';
import { functionalLines } from './whatIfFunction.ts';
import { type Arguments, type ArgumentValue, type Spelling, spellingOf } from './whatIfSpelling.ts';

/** What the code of a setting is written from. */
export interface CodeRequest {
  readonly call: NormalizationCall;
  /** Whether the layer was in training when it ran. */
  readonly isTraining: boolean;
  readonly setting: Setting;
  /** Which γ and β the setting changes alone: their place among all; undefined where it changes them all. */
  readonly place: number | undefined;
  readonly language: Language;
  readonly names: CallNames;
}

/** A layer's class and what it was made with, by the names of Python's arguments. */
interface Recipe extends Arguments {
  readonly framework: 'torch' | 'keras';
  readonly className: string;
}

/** The arguments of a layer's repr that say nothing where they have these values. */
const UNSAID: Readonly<Record<string, ArgumentValue>> = {
  affine: true,
  bias: true,
  elementwise_affine: true,
  track_running_stats: true,
  learned_eps: false,
};
/** Instance normalization has neither, unless it is said. */
const UNSAID_OF_INSTANCE = { ...UNSAID, affine: false, bias: false, track_running_stats: false };

/** What Keras' layers are made with, as far as they have it. */
const KERAS_ARGUMENTS = ['groups', 'axis', 'momentum', 'epsilon', 'center', 'scale'] as const;

function parsed(text: string): ArgumentValue | undefined {
  if (text === 'None') return null;
  if (text === 'True' || text === 'False') return text === 'True';
  if (/^[([].*[)\]]$/.test(text))
    return text
      .slice(1, -1)
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number);
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** `BatchNorm2d(32, eps=1e-05, affine=True)` taken apart; undefined of what is no layer of `nn`. */
function fromRepr(repr: string): Recipe | undefined {
  const match = /^(\w+)\((.*)\)$/s.exec(repr);
  const className = match?.[1];
  if (match === null || className === undefined || !(className in nn)) return undefined;
  const unsaid: Readonly<Record<string, ArgumentValue>> = className.startsWith('Instance')
    ? UNSAID_OF_INSTANCE
    : UNSAID;
  const positional: ArgumentValue[] = [];
  const named: Record<string, ArgumentValue> = {};
  for (const part of match[2]!.split(/, (?![^()[\]]*[)\]])/)) {
    const [, name, text = ''] = /^(?:(\w+)=)?(.*)$/s.exec(part) ?? [];
    const value = parsed(text);
    if (value === undefined) return undefined;
    if (name === undefined) positional.push(value);
    else if (value !== unsaid[name]) named[name] = value;
  }
  // Without γ there is no β to speak of.
  if (named.affine === false || named.elementwise_affine === false) delete named.bias;
  return { framework: 'torch', className, positional, named };
}

function recipeOf({ source }: NormalizationCall): Recipe | undefined {
  if (typeof source === 'string') return undefined;
  if (!(source instanceof keras.layers.Layer)) return fromRepr(source.toString());
  const className = source.constructor.name;
  if (!(className in keras.layers)) return undefined;
  const fields = source as unknown as Readonly<Record<string, unknown>>;
  const given = KERAS_ARGUMENTS.flatMap((name) => {
    const value = fields[name];
    const isSaid = typeof value === 'number' || Array.isArray(value) || value === false;
    return isSaid ? [[name, value as ArgumentValue] as const] : [];
  });
  return { framework: 'keras', className, positional: [], named: Object.fromEntries(given) };
}

/** With the setting's eps and momentum, in the framework's own convention. */
function withSetting(recipe: Recipe, { eps, momentum }: Setting): Recipe {
  const isKeras = recipe.framework === 'keras';
  return {
    ...recipe,
    named: {
      ...recipe.named,
      ...(eps === undefined ? {} : { [isKeras ? 'epsilon' : 'eps']: eps }),
      ...(momentum === undefined
        ? {}
        : { momentum: isKeras && momentum !== null ? Number((1 - momentum).toPrecision(6)) : momentum }),
    },
  };
}

/** The setting in a line of comment. */
function told({ eps, momentum, scale, shift, samples, statistics }: Setting, place: number | undefined): string {
  const of = place === undefined ? '' : ` of channel ${place}`;
  const parts = [
    ...(eps === undefined ? [] : [`eps ${eps}`]),
    ...(momentum === undefined ? [] : [`weight of a new batch ${momentum ?? '1 / number of batches'}`]),
    ...(scale === undefined ? [] : [`γ${of} × ${scale}`]),
    ...(shift === undefined ? [] : [`β${of} + ${shift}`]),
    ...(samples === undefined ? [] : [`the first ${samples} samples`]),
    ...(statistics === undefined ? [] : [statistics === 'input' ? 'training' : 'evaluation']),
  ];
  return `What if: ${parts.length === 0 ? 'as it was' : parts.join(', ')}`;
}

/** Lines that change γ and β of the new layer. */
function parameterLines(request: CodeRequest, recipe: Recipe, spelling: Spelling): string[] {
  const { place } = request;
  const { scale = 1, shift = 0 } = request.setting;
  const { weight, bias } = request.call.used?.affine ?? {};
  const isKeras = recipe.framework === 'keras';
  const gamma = !isKeras ? 'weight' : recipe.className === 'RMSNormalization' ? 'scale' : 'gamma';
  return [
    ...(scale === 1 || weight === undefined ? [] : spelling.changed(gamma, '*', scale, place, isKeras)),
    ...(shift === 0 || bias === undefined
      ? []
      : spelling.changed(isKeras ? 'beta' : 'bias', '+', shift, place, isKeras)),
  ];
}

/**
 * The code of a cell that does what a card's layer did, with the setting: by the notebook's own layer and input, as far as
 * variables lead to them, else by a new layer and random numbers of the same shape. It makes a layer of its own, so that
 * none of the notebook's changes. Null for a kind of layer that there is no such code for.
 */
export function whatIfCode(request: CodeRequest): string | null {
  const { call, setting, language, names } = request;
  const spelling = spellingOf(language);
  const { samples } = setting;
  const isPart = samples !== undefined && samples < call.input.shape[0]!;
  const placeholder = isPart ? call.input.shape.with(0, samples) : call.input.shape;
  const recipe = recipeOf(call);
  const isKeras = recipe?.framework === 'keras';
  const x =
    names.input === undefined
      ? spelling.random(placeholder, isKeras)
      : isPart
        ? spelling.first(names.input, samples)
        : names.input;
  const usesInput = setting.statistics === undefined ? call.usesInputStatistics : setting.statistics === 'input';
  const isTraining = setting.statistics === undefined ? request.isTraining : usesInput;
  const notes = [
    told(setting, request.place),
    ...(names.input === undefined ? ['No variable holds the input: random numbers stand in for it.'] : []),
  ];
  const comments = (more: readonly string[]): string[] => [...notes, ...more].map(spelling.comment);
  if (recipe === undefined) {
    const lines =
      typeof call.source === 'string' ? functionalLines(call.source, request, usesInput, x, spelling) : undefined;
    return lines === undefined ? null : [...comments([]), ...lines].join('\n');
  }
  const missing =
    names.layer === undefined ? ['No variable leads to the layer: γ, β and running statistics are a new one’s.'] : [];
  const state = names.layer === undefined ? [] : [spelling.copyState(names.layer, isKeras)];
  const isBatch = recipe.className === 'BatchNormalization';
  return [
    ...comments(missing),
    ...spelling.imports(isKeras),
    spelling.makeLayer(recipe.className, withSetting(recipe, setting), isKeras),
    ...(isKeras ? [spelling.build(x)] : []),
    ...state,
    ...parameterLines(request, recipe, spelling),
    ...(isKeras || isTraining ? [] : [spelling.evaluate]),
    spelling.run(x, isKeras, isKeras && isBatch ? usesInput : undefined),
  ].join('\n');
}
