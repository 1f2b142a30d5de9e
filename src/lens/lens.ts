import { type GradientNode, type NormalizationCall, observeNormalization, watchBackward } from '../engine/index.ts';
import type { Card, SetDetail } from '../protocol/card.ts';
import type { Setting, WhatIf } from '../protocol/whatIf.ts';
import { makeCard } from './card.ts';
import { GradientHistory } from './gradients.ts';
import { type LiveCard, LiveCards } from './liveCards.ts';
import { RunningHistory } from './running.ts';
import { TimeShare } from './timeShare.ts';
import { WatchedCall } from './watchedCall.ts';

/** This share of the time since the first layer ran may go into looking at gradients, of all layers together. */
const GRADIENTS_SHARE = 0.02;

/** A layer that ran in the cell. */
class WatchedLayer {
  calls = 0;
  #last: WatchedCall | undefined;
  readonly #gradients: GradientHistory;
  readonly #running = new RunningHistory();

  constructor(time: TimeShare) {
    this.#gradients = new GradientHistory(time);
  }

  add(call: NormalizationCall, gradientNode: GradientNode | undefined): void {
    this.#last?.dispose();
    this.#last = new WatchedCall(call, ++this.calls === 1);
    if (gradientNode !== undefined) watchBackward(gradientNode, this.#gradients.watcherOf(this.calls));
    if (call.running !== undefined) this.#running.add(call.running);
  }

  /** The card of the last call, which `live` keeps the tensors of. */
  card(id: string, live: LiveCards): Card {
    const last = this.#last!;
    const { call, isTraining, isIntact, parameters } = last;
    const summary = last.summarize();
    const running = this.#running.finish();
    if (isIntact) live.add(id, { call, isTraining, parameters, summary, running });
    const [gradients, series] = [this.#gradients.forCard(this.calls), running?.forCard()];
    return makeCard({ id, call, isTraining, parameters, summary, calls: this.calls, gradients, running: series });
  }

  dispose(): void {
    this.#last?.dispose();
    this.#gradients.dispose();
  }
}

/** Names that no other lens gives. */
function countingIds(): () => string {
  const prefix = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 8)).join('');
  let count = 0;
  return () => `${prefix}-${++count}`;
}

/** Watches normalization layers run and makes a card of the last call of each. */
export class Lens {
  readonly #layers = new Map<NormalizationCall['source'], WatchedLayer>();
  readonly #live = new LiveCards();
  #gradientTime: TimeShare | undefined;
  readonly #makeId: () => string;
  readonly #stop: () => void;

  /** `makeId`: a new name for each card. Default: a random prefix and a number. */
  constructor({ makeId = countingIds() }: { readonly makeId?: () => string } = {}) {
    this.#makeId = makeId;
    this.#stop = observeNormalization((call, gradientNode) => {
      let layer = this.#layers.get(call.source);
      if (layer === undefined) {
        layer = new WatchedLayer((this.#gradientTime ??= new TimeShare(GRADIENTS_SHARE)));
        this.#layers.set(call.source, layer);
      }
      layer.add(call, gradientNode);
    });
  }

  /**
   * Makes a card for every layer that ran and whose card was not yet taken, in the order of their first run: a program that
   * is stopped while they are made takes the rest by another call. `isLeftOut`: tells the layers that get none.
   */
  *takeCards(isLeftOut: (source: NormalizationCall['source']) => boolean = () => false): Generator<Card, void> {
    this.#gradientTime = undefined;
    for (const [source, layer] of this.#layers) {
      if (isLeftOut(source)) {
        this.#layers.delete(source);
        layer.dispose();
        continue;
      }
      const card = layer.card(this.#makeId(), this.#live);
      // Not before: who is stopped in the midst of it makes the card anew.
      this.#layers.delete(source);
      layer.dispose();
      yield card;
    }
  }

  /** Describes one set of a card's tensors, of all its elements; undefined where they are gone. */
  detail(card: string, set: number): SetDetail | undefined {
    return this.#live.detail(card, set);
  }

  /** A card as it would be under a setting; undefined where its tensors are gone, or its layer computes in another way. */
  whatIf(card: string, setting: Setting): WhatIf | undefined {
    return this.#live.whatIf(card, setting);
  }

  /** What a card was made of; undefined where its tensors are gone. */
  live(card: string): LiveCard | undefined {
    return this.#live.call(card);
  }

  /** Stops watching, and lets go of all tensors. */
  dispose(): void {
    this.#stop();
    for (const layer of this.#layers.values()) layer.dispose();
    this.#layers.clear();
    this.#live.clear();
  }
}
