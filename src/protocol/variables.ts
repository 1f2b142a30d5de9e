/** Where a value is: the variable of a language's cells, and the way from it to one of its parts. */
export interface VariablePath {
  readonly language: 'typescript' | 'python';
  readonly name: string;
  /** As code writes them: `.bn1`, `[0]`, `['loss']`. */
  readonly steps: readonly string[];
}

/** A layer or a model is a `module`; a `collection` is whatever else has parts. */
export type VariableKind = 'tensor' | 'module' | 'collection' | 'value';

/** What the last run did to a variable. */
export type VariableChange = 'new' | 'changed' | 'gone';

/** What the elements of a tensor are like, for people: numbers are in four figures. σ is over all N. */
export interface TensorStatistics {
  readonly mean: string;
  readonly std: string;
  readonly min: string;
  readonly max: string;
  readonly nan: number;
  readonly infinite: number;
  /** The histogram as bars of text, `▁▂▅█▅▂▁`; empty where no element is finite. */
  readonly bars: string;
}

export interface Variable {
  readonly path: VariablePath;
  /** The variable's name, or how its part is called there. */
  readonly label: string;
  readonly kind: VariableKind;
  /** The class: `Tensor`, `BatchNorm2d`, `list`. */
  readonly type: string;
  /** A value as code writes it, shortened; the number in a tensor of one element; empty where the other fields tell. */
  readonly text: string;
  /** Of a tensor. */
  readonly shape?: readonly number[];
  readonly dtype?: string;
  /** Of a tensor, where they are known already. */
  readonly statistics?: TensorStatistics;
  /** What a module or a collection holds. */
  readonly contents?: { readonly tensors: number; readonly elements: string };
  readonly hasParts: boolean;
  readonly change?: VariableChange;
}

export interface VariableList {
  readonly variables: readonly Variable[];
  /** How many more there are. */
  readonly omitted: number;
  /** How much memory the tensors take that variables lead to. */
  readonly bytes: number;
}

/** What there is to say of one variable. */
export interface VariableDetail {
  readonly variable: Variable;
  readonly statistics?: TensorStatistics;
  /** A module as PyTorch prints it. */
  readonly representation?: string;
}

/** A tensor's distribution as a picture and in numbers. */
export interface VariableDistribution extends VariableDetail {
  readonly statistics: TensorStatistics;
  readonly elements: string;
  /** How many elements the histogram is made of, where they are fewer. */
  readonly sample?: string;
  /** How many of them lie so far out that the picture leaves them out; undefined where none does. */
  readonly outside?: string;
  /** A Vega-Lite specification with its data. */
  readonly chart: object;
  readonly bins: readonly { readonly from: string; readonly to: string; readonly count: string }[];
}

export const TENSOR_FORMATS = ['npy', 'safetensors'] as const;
export type TensorFormat = (typeof TENSOR_FORMATS)[number];

interface AtPath {
  readonly path: VariablePath;
}

/** What may be asked about a kernel's variables. Answers run no code of the cells' and keep no tensor. */
export interface VariableQuestions {
  /** All variables. `run`: how many cells have run; changes are told against the number before. */
  readonly variables: { readonly params: { readonly run: number }; readonly answer: VariableList };
  /** What a variable or a part of one consists of. */
  readonly variableParts: { readonly params: AtPath; readonly answer: readonly Variable[] };
  /** What tensors are like: of the first paths alone, where all would take long; null where there is no tensor. */
  readonly variableStatistics: {
    readonly params: { readonly paths: readonly VariablePath[] };
    readonly answer: readonly (TensorStatistics | null)[];
  };
  /** What a name in a cell stands for; where the cell's language does not know it, in the other. */
  readonly variable: { readonly params: AtPath; readonly answer: VariableDetail };
  readonly variableDistribution: { readonly params: AtPath; readonly answer: VariableDistribution };
  /** The value as text, to be copied. */
  readonly variableText: { readonly params: AtPath; readonly answer: string };
  /** Writes a tensor, or the state of a module, to a file. `problem`: why it could not; else empty. */
  readonly saveVariable: {
    readonly params: AtPath & { readonly file: string; readonly format: TensorFormat };
    readonly answer: { readonly problem: string };
  };
  /** How many bytes the tensors take that variables lead to. */
  readonly variableBytes: { readonly params: Readonly<Record<string, never>>; readonly answer: number };
}

export type VariableQuestion = {
  readonly [Kind in keyof VariableQuestions]: {
    readonly kind: Kind;
    readonly params: VariableQuestions[Kind]['params'];
  };
}[keyof VariableQuestions];

/** What the tab of a distribution shows, in the reader's language. */
export interface DistributionPage {
  readonly title: string;
  readonly subtitle: string;
  /** Names and numbers. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What the reader must not miss; empty where there is nothing. */
  readonly warning: string;
  /** A Vega-Lite specification; undefined where there is nothing to draw. */
  readonly chart: object | undefined;
  readonly table: {
    readonly title: string;
    readonly headers: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}
