import type { Tensor } from '../../engine/index.ts';
import type { VariableKind, VariablePath } from '../../protocol/variables.ts';

/** A value, told without running code that belongs to it: no getter, no method, no `__repr__`. */
export interface InspectedValue {
  /** What it is called where it was found. */
  readonly label: string;
  /** How code gets to it from there: `.bn1`, `[0]`; for a variable its name. */
  readonly step: string;
  readonly kind: VariableKind;
  /** The class. */
  readonly type: string;
  /** A plain value as code writes it, shortened. */
  readonly text: string;
  /** The tensor, where it is one. */
  readonly tensor: Tensor | undefined;
  /** The tensors that it holds, as far as they were looked for; of a tensor itself. */
  readonly tensors: readonly Tensor[];
  readonly hasParts: boolean;
  /** Tells the object from others. */
  readonly identity: string;
}

/** So many variables are told of at most, and so many parts of one. */
export const MAX_VARIABLES = 2000;
export const MAX_PARTS = 200;

/** A value as text is at most so long. */
export const MAX_TEXT = 100_000;

/** A language's variables, as far as a reader of the notebook wants to see them. */
export interface VariableSource {
  readonly language: VariablePath['language'];
  /**
   * The variables: no functions, classes and imported modules, nothing whose name begins with an underscore, and nothing
   * that another language has made. Tensors and what holds some come first; those beyond {@link MAX_VARIABLES} are only
   * counted.
   */
  list(): { readonly found: readonly InspectedValue[]; readonly omitted: number };
  /** Undefined where nothing is there. */
  at(name: string, steps: readonly string[]): InspectedValue | undefined;
  parts(name: string, steps: readonly string[]): readonly InspectedValue[];
  /** The whole value as text: a module as PyTorch prints it. */
  text(name: string, steps: readonly string[]): string;
  /** The parameters and buffers of a module, by their paths; empty where there is no module. */
  state(name: string, steps: readonly string[]): ReadonlyMap<string, Tensor>;
}

/** What stands for the parts that are not told of. */
export function furtherParts(count: number): InspectedValue {
  const text = `+${count.toLocaleString('en-US')}`;
  return {
    ...{ label: '…', step: '', kind: 'value', type: '', text, tensor: undefined, tensors: [] },
    ...{ hasParts: false, identity: '' },
  };
}
