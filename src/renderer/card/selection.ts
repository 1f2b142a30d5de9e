import type { Card, SetDetail } from '../../protocol/card.ts';
import type { Host } from '../host.ts';

/** Which set of a card its reader looks at, and what is known of it. */
export interface Selected {
  readonly set: number;
  /** Absent while it is asked for, and where neither payload nor kernel has it. */
  readonly detail?: SetDetail | undefined;
  readonly isLoading: boolean;
}

/** The selection of a card; one set or none. */
export class Selection {
  readonly #card: Card;
  readonly #host: Host;
  readonly #onChange: (before: Selected | undefined) => void;
  #selected: Selected | undefined;
  #isDisposed = false;

  /** `onChange` is told what was selected before. */
  constructor(card: Card, host: Host, onChange: (before: Selected | undefined) => void) {
    this.#card = card;
    this.#host = host;
    this.#onChange = onChange;
  }

  get selected(): Selected | undefined {
    return this.#selected;
  }

  /** Selects a set, or nothing. What the payload has of it shows at once, what the kernel has when it answers. */
  async select(set: number | undefined): Promise<void> {
    if (set === this.#selected?.set) return;
    if (set === undefined) {
      this.#set(undefined);
      return;
    }
    const saved = this.#card.details.find((detail) => detail.set === set);
    this.#set({ set, detail: saved, isLoading: saved === undefined && this.#host.isReachable });
    if (!this.#host.isReachable) return;
    const detail = await this.#host.detail(this.#card.id, set);
    if (this.#isDisposed || this.#selected?.set !== set || isKnown(saved, detail)) return;
    this.#set({ set, detail: detail ?? undefined, isLoading: false });
  }

  /** Ends the waiting for answers. */
  dispose(): void {
    this.#isDisposed = true;
  }

  #set(selected: Selected | undefined): void {
    const before = this.#selected;
    this.#selected = selected;
    this.#onChange(before);
  }
}

/** Whether the kernel's answer says nothing that the payload does not. */
function isKnown(saved: SetDetail | undefined, answer: SetDetail | null): boolean {
  return saved !== undefined && (answer === null || JSON.stringify(answer) === JSON.stringify(saved));
}
