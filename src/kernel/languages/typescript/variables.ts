import { types } from 'node:util';
import { nn, Tensor } from '../../../engine/index.ts';
import { PythonModule } from '../python/pythonModule.ts';
import {
  furtherParts,
  type InspectedValue,
  MAX_PARTS,
  MAX_TEXT,
  MAX_VARIABLES,
  type VariableSource,
} from '../variableSource.ts';
import { childrenOf, isModule, moduleText, stateOf } from './moduleReading.ts';
import { classNameOf, dataOf, fieldsOf, isA, isReadable } from './plainData.ts';
import { valueText } from './valueText.ts';

interface Part {
  readonly label: string;
  readonly step: string;
  readonly value: unknown;
}

/** How many objects are looked through for the tensors in them, of one variable and of all. */
const MAX_VISITED = 2000;
const MAX_VISITED_OF_ALL = 50_000;

const WHOLE = { letters: MAX_TEXT, items: 1000, depth: 6 };

/** Counts the objects that may still be looked through. */
interface Budget {
  left: number;
}

/** Functions, classes and imported modules. */
function isNoData(value: unknown): boolean {
  return typeof value === 'function' || types.isModuleNamespaceObject(value);
}

function isPrivate(name: string): boolean {
  return name.startsWith('_');
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function fieldPart([name, value]: [string, unknown]): Part {
  return { label: name, step: IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`, value };
}

/** What a value consists of, and how many parts there are in all. */
function partsOf(value: unknown): { readonly parts: readonly Part[]; readonly count: number } {
  const all = (parts: readonly Part[], count = parts.length) => ({ parts: parts.slice(0, MAX_PARTS), count });
  if (!isReadable(value) || isNoData(value)) return all([]);
  if (isA(value, Tensor)) {
    const grad = dataOf(value, 'grad');
    return all(isA(grad, Tensor) ? [{ label: 'grad', step: '.grad', value: grad }] : []);
  }
  if (isModule(value)) return all(partsOfModule(value));
  if (Array.isArray(value)) {
    const items = Array.from({ length: Math.min(value.length, MAX_PARTS) }, (_, index) => ({
      label: String(index),
      step: `[${index}]`,
      value: Object.getOwnPropertyDescriptor(value, index)?.value as unknown,
    }));
    return all(items, value.length);
  }
  if (types.isMap(value)) {
    const parts: Part[] = [];
    for (const [key, item] of Map.prototype.entries.call(value)) {
      if (parts.length === MAX_PARTS) break;
      const label = typeof key === 'string' ? key : valueText(key);
      parts.push({ label, step: `.get(${valueText(key)})`, value: item });
    }
    return all(parts, Reflect.get(Map.prototype, 'size', value) as number);
  }
  const isOpaque = types.isTypedArray(value) || types.isBoxedPrimitive(value) || types.isDate(value);
  if (isOpaque) return all([]);
  return all(
    fieldsOf(value)
      .filter(([name, item]) => !isPrivate(name) && !isNoData(item))
      .map(fieldPart),
  );
}

/** Parameters, buffers, the modules below, and other fields that hold some. */
function partsOfModule(module: InstanceType<typeof nn.Module>): Part[] {
  const { children, isHidden } = childrenOf(module);
  const own = fieldsOf(module)
    .filter(([, value]) => holdsTensors(value))
    .map(fieldPart);
  if (!isHidden) return own;
  const isList = isA(module, nn.Sequential) || isA(module, nn.ModuleList);
  const below = children.map(([label, value], index) => ({
    label,
    step: isList ? `.at(${index})` : `.children()[${index}]`,
    value,
  }));
  return [...own, ...below];
}

/** Whether a value is a tensor or a module, or a list or plain object right of such. */
function holdsTensors(value: unknown): boolean {
  const isOne = (each: unknown): boolean => isA(each, Tensor) || isModule(each);
  if (isOne(value)) return true;
  const isList = Array.isArray(value) || (isReadable(value) && classNameOf(value) === 'Object');
  return isList && partsOf(value).parts.some((part) => isOne(part.value));
}

/** The tensors that a value leads to, each once; gradients belong to theirs. */
function tensorsIn(value: unknown, budget: Budget): Tensor[] {
  const found = new Set<Tensor>();
  const seen = new Set<unknown>();
  const waiting = [value];
  let left = Math.min(budget.left, MAX_VISITED);
  while (waiting.length > 0 && left-- > 0) {
    const next = waiting.pop();
    if (!isReadable(next) || seen.has(next)) continue;
    budget.left--;
    seen.add(next);
    if (isA(next, Tensor)) found.add(next);
    waiting.push(...partsOf(next).parts.map((part) => part.value));
  }
  return [...found];
}

/** The variables of TypeScript and JavaScript cells. */
export class TypeScriptVariables implements VariableSource {
  readonly language = 'typescript';
  readonly #names: Readonly<Record<string, unknown>>;
  readonly #identities = new WeakMap<object, string>();
  #lastIdentity = 0;

  /** `names`: an object with the variables as its fields. */
  constructor(names: Readonly<Record<string, unknown>>) {
    this.#names = names;
  }

  list(): ReturnType<VariableSource['list']> {
    const shown = fieldsOf(this.#names).filter(
      ([name, value]) => !isPrivate(name) && !isNoData(value) && !isA(value, PythonModule),
    );
    const isPlain = ([, value]: [string, unknown]): boolean => !isA(value, Tensor) && !isModule(value);
    const ordered = [...shown.filter((entry) => !isPlain(entry)), ...shown.filter(isPlain)];
    const budget = { left: MAX_VISITED_OF_ALL };
    return {
      found: ordered
        .slice(0, MAX_VARIABLES)
        .map(([name, value]) => this.#inspect({ label: name, step: name, value }, budget)),
      omitted: Math.max(0, ordered.length - MAX_VARIABLES),
    };
  }

  at(name: string, steps: readonly string[]): InspectedValue | undefined {
    const part = this.#find(name, steps);
    return part && this.#inspect(part);
  }

  parts(name: string, steps: readonly string[]): readonly InspectedValue[] {
    const { parts, count } = partsOf(this.#find(name, steps)?.value);
    const inspected = parts.map((part) => this.#inspect(part));
    return count > parts.length ? [...inspected, furtherParts(count - parts.length)] : inspected;
  }

  text(name: string, steps: readonly string[]): string {
    const value = this.#find(name, steps)?.value;
    if (isA(value, Tensor)) return Tensor.prototype.toString.call(value);
    return isModule(value) ? moduleText(value) : valueText(value, WHOLE);
  }

  state(name: string, steps: readonly string[]): ReadonlyMap<string, Tensor> {
    const value = this.#find(name, steps)?.value;
    return isModule(value) ? stateOf(value) : new Map<string, Tensor>();
  }

  #find(name: string, steps: readonly string[]): Part | undefined {
    if (!Object.hasOwn(this.#names, name)) return undefined;
    const variable: Part = { label: name, step: name, value: dataOf(this.#names, name) };
    if (isNoData(variable.value)) return undefined;
    return steps.reduce<Part | undefined>(
      (at, step) => partsOf(at?.value).parts.find((part) => part.step === step),
      variable,
    );
  }

  #inspect({ label, step, value }: Part, budget: Budget = { left: MAX_VISITED }): InspectedValue {
    const tensor = isA(value, Tensor) ? value : undefined;
    const kind = tensor ? 'tensor' : isModule(value) ? 'module' : 'value';
    const hasParts = partsOf(value).count > 0;
    return {
      label,
      step,
      kind: kind === 'value' && hasParts ? 'collection' : kind,
      type: isReadable(value) ? classNameOf(value) : value === null ? 'null' : typeof value,
      text: kind === 'value' ? valueText(value) : '',
      tensor,
      tensors: tensorsIn(value, budget),
      hasParts,
      identity: isReadable(value) ? this.#identityOf(value) : '',
    };
  }

  #identityOf(value: object): string {
    let identity = this.#identities.get(value);
    if (identity === undefined) this.#identities.set(value, (identity = String(++this.#lastIdentity)));
    return identity;
  }
}
