import { type NormalizationCall, observeNormalization, type SetSummary } from '../engine/index.ts';
import type { Card } from '../protocol/card.ts';
import { makeCard, startSummaries, summarizeEnd } from './card.ts';
import type { Summary } from './summary.ts';

type End = 'input' | 'output';

/**
 * A call whose tensors are summarized when the card is asked for, or just before the program writes over one of
 * them: in a training loop only the last call of a layer costs anything. The first call of a layer, which is mostly the
 * only one, is summarized in another thread while the program goes on.
 */
class PendingCall {
  readonly call: NormalizationCall;
  readonly #summaries = new Map<End, Summary>();
  readonly #release: (() => void)[];
  /** Wait for what another thread finds. */
  readonly #started: Readonly<Record<End, (() => SetSummary) | undefined>>;

  constructor(call: NormalizationCall, isFirst: boolean) {
    this.call = call;
    const [input, output] = (isFirst ? startSummaries(call) : undefined) ?? [];
    this.#started = { input, output };
    this.#release = (['input', 'output'] as const).map((end) =>
      call[end].storage.onNextWrite(() => {
        this.summary(end);
      }),
    );
  }

  summary(end: End): Summary {
    const existing = this.#summaries.get(end);
    if (existing !== undefined) return existing;
    const summary = summarizeEnd(this.call, end, this.#started[end]?.());
    this.#summaries.set(end, summary);
    return summary;
  }

  /** Ends the watch over the tensors' memory. */
  dispose(): void {
    for (const release of this.#release) release();
  }
}

/** Watches normalization layers run and makes a card of the last call of each. */
export class Lens {
  readonly #calls = new Map<NormalizationCall['source'], { pending: PendingCall; calls: number }>();
  readonly #stop: () => void;

  constructor() {
    this.#stop = observeNormalization((call) => {
      const previous = this.#calls.get(call.source);
      previous?.pending.dispose();
      const calls = (previous?.calls ?? 0) + 1;
      const pending = new PendingCall(call, calls === 1);
      this.#calls.set(call.source, { pending, calls });
    });
  }

  /** A card for every layer that ran since the last call of this method, in the order of their first run. */
  takeCards(): Card[] {
    const cards = [...this.#calls.values()].map(({ pending, calls }) =>
      makeCard({ call: pending.call, before: pending.summary('input'), after: pending.summary('output'), calls }),
    );
    this.#forget();
    return cards;
  }

  /** Stops watching. */
  dispose(): void {
    this.#stop();
    this.#forget();
  }

  #forget(): void {
    for (const { pending } of this.#calls.values()) pending.dispose();
    this.#calls.clear();
  }
}
