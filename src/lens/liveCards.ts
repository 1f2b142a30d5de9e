import { type NormalizationCall, setCount } from '../engine/index.ts';
import type { SetDetail } from '../protocol/card.ts';
import type { Setting, WhatIf } from '../protocol/whatIf.ts';
import { exactDetail, knownSets } from './details.ts';
import type { Parameters } from './parameters.ts';
import type { RunningRecord } from './running.ts';
import type { CallSummary } from './summary.ts';
import { whatIf } from './whatIf.ts';

/** Tensors of so many bytes are kept for cards, and so many cards. */
const MAX_BYTES = 256 * 2 ** 20;
const MAX_CARDS = 200;

/** What a card was made of. */
export interface LiveCard {
  readonly call: NormalizationCall;
  readonly isTraining: boolean;
  /** γ and β as they were. */
  readonly parameters: Parameters | undefined;
  readonly summary: CallSummary;
  readonly running: RunningRecord | undefined;
}

interface KeptCard extends LiveCard {
  readonly bytes: number;
  /** Ends the watch over the tensors' memory. */
  readonly release: () => void;
}

/** Keeps the tensors of the cards that were made last, as long as they are not written over. */
export class LiveCards {
  /** From the oldest on. */
  readonly #cards = new Map<string, KeptCard>();
  #bytes = 0;

  /** Keeps what a card was made of, if there is room for it; older cards make room. */
  add(id: string, { call, parameters, ...rest }: LiveCard): void {
    const storages = [...new Set([call.input.storage, call.output.storage])];
    const bytes = storages.reduce((sum, { data }) => sum + data.byteLength, 0);
    if (bytes > MAX_BYTES) return;
    const drop = (): void => {
      this.#drop(id);
    };
    for (const storage of storages) storage.onNextWrite(drop);
    const release = (): void => {
      for (const storage of storages) storage.ignoreNextWrite(drop);
      parameters?.dispose();
    };
    this.#cards.set(id, { ...rest, call, parameters: parameters?.shared(), bytes, release });
    this.#bytes += bytes;
    for (const oldest of this.#cards.keys()) {
      if (this.#bytes <= MAX_BYTES && this.#cards.size <= MAX_CARDS) break;
      this.#drop(oldest);
    }
  }

  /** Describes one set of a card's tensors, of all its elements; undefined where they are gone. */
  detail(id: string, set: number): SetDetail | undefined {
    const kept = this.#cards.get(id);
    if (kept === undefined || !(set < setCount(kept.call.sets))) return undefined;
    const { call, summary, running } = kept;
    const detail = exactDetail(call, set, knownSets(summary));
    return { ...detail, ...(running === undefined ? {} : { running: running.seriesOf(set) }) };
  }

  /** A card as it would be under a setting; undefined where its tensors are gone, or its layer computes in another way. */
  whatIf(id: string, setting: Setting): WhatIf | undefined {
    const kept = this.#cards.get(id);
    return kept && whatIf(id, kept, setting);
  }

  /** The call that a card was made of; undefined where its tensors are gone. */
  call(id: string): LiveCard | undefined {
    return this.#cards.get(id);
  }

  clear(): void {
    for (const id of [...this.#cards.keys()]) this.#drop(id);
  }

  #drop(id: string): void {
    const kept = this.#cards.get(id);
    if (kept === undefined) return;
    kept.release();
    this.#cards.delete(id);
    this.#bytes -= kept.bytes;
  }
}
