import type { Language } from '../protocol/languages.ts';

/** A value that both languages have a literal for. */
export type ArgumentValue = number | boolean | null | readonly number[];

/** What something is called with; `named` by the names that Python has. */
export interface Arguments {
  readonly positional: readonly ArgumentValue[];
  readonly named: Readonly<Record<string, ArgumentValue>>;
}

/** The lines that a cell is made of, in one language. What is made is bound to a name that no notebook has by chance. */
export interface Spelling {
  readonly comment: (text: string) => string;
  readonly imports: (isKeras: boolean) => readonly string[];
  /** Random numbers of a shape. */
  readonly random: (shape: readonly number[], isKeras: boolean) => string;
  /** The first `count` samples of a variable. */
  readonly first: (name: string, count: number) => string;
  /** Makes the layer. */
  readonly makeLayer: (className: string, given: Arguments, isKeras: boolean) => string;
  /** Makes the weights of a Keras layer for an input. */
  readonly build: (x: string) => string;
  /** Copies γ, β and running statistics from another layer. */
  readonly copyState: (layer: string, isKeras: boolean) => string;
  /** Changes a parameter of the layer, at one place alone where there is one. */
  readonly changed: (
    parameter: string,
    operator: '*' | '+',
    value: number,
    place: number | undefined,
    isKeras: boolean,
  ) => readonly string[];
  readonly evaluate: string;
  /** Calls the layer; `training`: what a Keras layer is told. */
  readonly run: (x: string, isKeras: boolean, training: boolean | undefined) => string;
  /** Calls a function of `F`, with values and tensors for arguments. */
  readonly callFunction: (
    name: string,
    x: string,
    given: Arguments,
    tensors: Readonly<Record<string, string>>,
  ) => string;
  /** A tensor of one dimension. */
  readonly tensor: (values: readonly number[]) => string;
  /** A tensor that has one value everywhere. */
  readonly full: (shape: readonly number[], value: number) => string;
}

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function inTypeScript(value: ArgumentValue): string {
  return typeof value === 'object' && value !== null ? `[${value.join(', ')}]` : String(value);
}

function argumentsInTypeScript(
  { positional, named }: Arguments,
  tensors: Readonly<Record<string, string>> = {},
): string[] {
  const options = [
    ...Object.entries(tensors),
    ...Object.entries(named).map(([name, value]) => [name, inTypeScript(value)] as const),
  ].map(([name, text]) => `${camelCase(name)}: ${text}`);
  return [...positional.map(inTypeScript), ...(options.length === 0 ? [] : [`{ ${options.join(', ')} }`])];
}

const typescript: Spelling = {
  comment: (text) => `// ${text}`,
  imports: () => [],
  random: (shape) => `randn([${shape.join(', ')}])`,
  first: (name, count) => `${name}.narrow(0, 0, ${count})`,
  makeLayer: (className, given, isKeras) =>
    `const whatIf = new ${isKeras ? 'keras.layers' : 'nn'}.${className}(${argumentsInTypeScript(given).join(', ')});`,
  build: (x) => `whatIf.build(${x}.shape);`,
  copyState: (layer, isKeras) =>
    isKeras
      ? `whatIf.setWeights(${layer}.weights.map(({ tensor }) => tensor));`
      : `whatIf.loadStateDict(${layer}.stateDict());`,
  changed: (parameter, operator, value, place) => {
    const target = place === undefined ? `whatIf.${parameter}` : `whatIf.${parameter}.narrow(0, ${place}, 1)`;
    return [`noGrad(() => ${target}.${operator === '*' ? 'mul_' : 'add_'}(${value}));`];
  },
  evaluate: 'whatIf.eval();',
  run: (x, isKeras, training) => {
    const options = training === undefined ? '' : `, { training: ${training} }`;
    return `whatIf.${isKeras ? 'call' : 'forward'}(${x}${options}).shape;`;
  },
  callFunction: (name, x, given, tensors) =>
    `F.${camelCase(name)}(${[x, ...argumentsInTypeScript(given, tensors)].join(', ')}).shape;`,
  tensor: (values) => `tensor([${values.join(', ')}])`,
  full: (shape, value) => `full([${shape.join(', ')}], ${value})`,
};

function tuple(values: readonly number[]): string {
  return values.length === 1 ? `(${values[0]!},)` : `(${values.join(', ')})`;
}

function inPython(value: ArgumentValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : tuple(value);
}

function argumentsInPython({ positional, named }: Arguments, tensors: Readonly<Record<string, string>> = {}): string[] {
  return [
    ...positional.map(inPython),
    ...Object.entries(tensors).map(([name, text]) => `${name}=${text}`),
    ...Object.entries(named).map(([name, value]) => `${name}=${inPython(value)}`),
  ];
}

const python: Spelling = {
  comment: (text) => `# ${text}`,
  imports: (isKeras) => [isKeras ? 'import keras' : 'import torch', ''],
  random: (shape, isKeras) => (isKeras ? `keras.random.normal(${tuple(shape)})` : `torch.randn(${shape.join(', ')})`),
  first: (name, count) => `${name}[:${count}]`,
  makeLayer: (className, given, isKeras) =>
    `what_if = ${isKeras ? 'keras.layers' : 'torch.nn'}.${className}(${argumentsInPython(given).join(', ')})`,
  build: (x) => `what_if.build(tuple(${x}.shape))`,
  copyState: (layer, isKeras) =>
    isKeras ? `what_if.set_weights(${layer}.get_weights())` : `what_if.load_state_dict(${layer}.state_dict())`,
  changed: (parameter, operator, value, place, isKeras) => {
    if (!isKeras) {
      const target = place === undefined ? `what_if.${parameter}` : `what_if.${parameter}[${place}]`;
      return ['with torch.no_grad():', `    ${target}.${operator === '*' ? 'mul_' : 'add_'}(${value})`];
    }
    if (place === undefined) return [`what_if.${parameter}.assign(what_if.${parameter} ${operator} ${value})`];
    return [
      `what_if_${parameter} = what_if.${parameter}.numpy()`,
      `what_if_${parameter}[${place}] ${operator}= ${value}`,
      `what_if.${parameter}.assign(what_if_${parameter})`,
    ];
  },
  evaluate: 'what_if.eval()',
  run: (x, _isKeras, training) => {
    const options = training === undefined ? '' : `, training=${inPython(training)}`;
    return `what_if(${x}${options}).shape`;
  },
  callFunction: (name, x, given, tensors) =>
    `torch.nn.functional.${name}(${[x, ...argumentsInPython(given, tensors)].join(', ')}).shape`,
  tensor: (values) => `torch.tensor([${values.join(', ')}])`,
  full: (shape, value) => `torch.full(${tuple(shape)}, ${value})`,
};

/** How `language` spells the lines of a cell. */
export function spellingOf(language: Language): Spelling {
  return language === 'python' ? python : typescript;
}
