import type { Tensor } from '../../engine/index.ts';
import type { Variable, VariableChange } from '../../protocol/variables.ts';
import type { InspectedValue } from '../languages/variableSource.ts';

/** A variable as it was, without what it held. */
interface Former {
  readonly state: string;
  readonly variable: Variable;
}

/** What runs do to variables. No value is kept: what they were is told by numbers that stand for memory and its versions. */
export class VariableChanges {
  readonly #numbers = new WeakMap<object, number>();
  #lastNumber = 0;
  #run: number | undefined;
  #before: ReadonlyMap<string, Former> | undefined;
  #now: ReadonlyMap<string, Former> = new Map();

  /** Marks what is new, changed and gone since the last `run` before this one that was asked about. */
  mark(run: number, found: readonly (readonly [Variable, InspectedValue])[]): Variable[] {
    if (run !== this.#run) {
      const isFirstRun = this.#run === undefined && run <= 1;
      this.#before = this.#run === undefined && !isFirstRun ? undefined : this.#now;
      this.#run = run;
    }
    this.#now = new Map(found.map(([variable, value]) => [keyOf(variable), { state: this.#stateOf(value), variable }]));
    const before = this.#before;
    if (before === undefined) return found.map(([variable]) => variable);
    const marked = found.map(([variable]): Variable => {
      const change = changeOf(before.get(keyOf(variable)), this.#now.get(keyOf(variable))!);
      return change === undefined ? variable : { ...variable, change };
    });
    const names = new Set(found.map(([variable]) => variable.path.name));
    const gone = [...before.values()].filter(({ variable }) => !names.has(variable.path.name));
    return [...marked, ...gone.map(({ variable }) => ({ ...variable, hasParts: false, change: 'gone' as const }))];
  }

  #stateOf({ identity, type, text, tensors }: InspectedValue): string {
    const parts = tensors.map(
      (tensor) => `${this.#numberOf(tensor.storage)}:${tensor.storage.version}:${tensor.shape}`,
    );
    return [identity, type, text, ...parts].join(' ');
  }

  #numberOf(storage: Tensor['storage']): number {
    let number = this.#numbers.get(storage);
    if (number === undefined) this.#numbers.set(storage, (number = ++this.#lastNumber));
    return number;
  }
}

/** Languages share the names of tensors and modules alone. */
function keyOf({ path, kind }: Variable): string {
  return kind === 'tensor' || kind === 'module' ? path.name : `${path.language} ${path.name}`;
}

function changeOf(before: Former | undefined, now: Former): VariableChange | undefined {
  if (before === undefined) return 'new';
  return before.state === now.state ? undefined : 'changed';
}
