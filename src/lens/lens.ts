import {
  type GradientNode,
  type NormalizationCall,
  observeGradients,
  observeNormalization,
  observeOptimizerSteps,
  watchBackward,
} from '../engine/index.ts';
import type { Card, SetDetail } from '../protocol/card.ts';
import type { Finding } from '../protocol/finding.ts';
import type { Setting, WhatIf } from '../protocol/whatIf.ts';
import { makeCard } from './card.ts';
import { type Remark, remarksOnLayer } from './findings/index.ts';
import { CallTally, type LayerFacts, StepCounter } from './findings/layerFacts.ts';
import { GradientHistory } from './gradients.ts';
import { type LiveCard, LiveCards } from './liveCards.ts';
import { RunningHistory, type RunningRecord } from './running.ts';
import { TimeShare } from './timeShare.ts';
import { WatchedCall } from './watchedCall.ts';

/** This share of the time since the first layer ran may go into looking at gradients, of all layers together. */
const GRADIENTS_SHARE = 0.02;

/** Makes findings of remarks on a layer: those that anyone wants to see, with their places in the code. */
export type Judge = (source: NormalizationCall['source'], remarks: readonly Remark[], facts: LayerFacts) => Finding[];

/** Findings without places. */
const withoutPlaces: Judge = (_, remarks) =>
  remarks.filter(({ positional }) => positional === undefined).map(({ finding }) => finding as Finding);

/** A layer that ran in the cell. */
class WatchedLayer {
  calls = 0;
  #last: WatchedCall | undefined;
  readonly #gradients: GradientHistory;
  readonly #running = new RunningHistory();
  readonly #tally = new CallTally();
  readonly #steps: StepCounter;
  readonly #hasLearned: () => boolean;

  /** `hasLearnedBefore`: whether a backward pass went through the layer in a cell before. */
  constructor(time: TimeShare, steps: StepCounter, hasLearnedBefore: boolean) {
    this.#gradients = new GradientHistory(time);
    this.#steps = steps;
    this.#hasLearned = () => hasLearnedBefore || this.#gradients.passes > 0;
  }

  /** Whether a backward pass has gone through the layer, in this cell or before. */
  get hasLearned(): boolean {
    return this.#hasLearned();
  }

  add(call: NormalizationCall, gradientNode: GradientNode | undefined): void {
    this.#last?.dispose();
    this.#tally.see(call, gradientNode, this.#steps, this.#hasLearned);
    this.#last = new WatchedCall(call, ++this.calls === 1);
    if (gradientNode !== undefined) watchBackward(gradientNode, this.#gradients.watcherOf(this.calls));
    if (call.running !== undefined) this.#running.add(call.running);
  }

  /** The card of the last call, which `live` keeps the tensors of; `judge` makes findings of what there is to say. */
  card(id: string, live: LiveCards, judge: Judge): Card {
    const last = this.#last!;
    const { call, isTraining, isIntact, parameters } = last;
    const running = this.#running.finish();
    const facts = this.#facts(running, true);
    const { summary } = facts;
    if (isIntact) live.add(id, { call, isTraining, parameters, summary, running });
    const [gradients, series] = [this.#gradients.forCard(this.calls), running?.forCard()];
    const findings = judge(call.source, remarksOnLayer(facts), facts);
    const content = { id, call, isTraining, parameters, summary, calls: this.calls, findings };
    return makeCard({ ...content, gradients, running: series });
  }

  /** Has a layer judged that gets no card. */
  judgeAlone(judge: Judge): void {
    const facts = this.#facts(this.#running.finish(), false);
    judge(facts.call.source, remarksOnLayer(facts), facts);
  }

  #facts(running: RunningRecord | undefined, hasCard: boolean): LayerFacts {
    const last = this.#last!;
    const { call, isTraining } = last;
    const summary = last.summarize();
    return { call, isTraining, summary, running, tally: this.#tally, steps: this.#steps, hasCard };
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
  #steps = new StepCounter();
  /** The ids of layers' newest cards. */
  readonly #cards = new WeakMap<object, string>();
  /** Those that have learned in cells before. */
  readonly #learned = new WeakSet<object>();
  readonly #makeId: () => string;
  readonly #judge: Judge;
  readonly #ends: readonly (() => void)[];

  /**
   * `makeId`: a new name for each card. Default: a random prefix and a number. `judge`: what becomes of remarks on layers.
   * Default: findings without places in the code.
   */
  constructor({
    makeId = countingIds(),
    judge = withoutPlaces,
  }: { readonly makeId?: () => string; readonly judge?: Judge } = {}) {
    this.#makeId = makeId;
    this.#judge = judge;
    const stopLayers = observeNormalization((call, gradientNode) => {
      const { source } = call;
      let layer = this.#layers.get(source);
      if (layer === undefined) {
        const hasLearned = typeof source !== 'string' && this.#learned.has(source);
        layer = new WatchedLayer((this.#gradientTime ??= new TimeShare(GRADIENTS_SHARE)), this.#steps, hasLearned);
        this.#layers.set(source, layer);
      }
      layer.add(call, gradientNode);
    });
    const stopPasses = observeGradients(() => {
      this.#steps.seePass();
    });
    const stopSteps = observeOptimizerSteps(() => {
      this.#steps.seeStep();
    });
    this.#ends = [stopLayers, stopPasses, stopSteps];
  }

  /**
   * Makes a card for every layer that ran and whose card was not yet taken, in the order of their first run: a program that
   * is stopped while they are made takes the rest by another call. `isLeftOut`: tells the layers that get none.
   */
  *takeCards(isLeftOut: (source: NormalizationCall['source']) => boolean = () => false): Generator<Card, void> {
    this.#gradientTime = undefined;
    for (const [source, layer] of this.#layers) {
      if (typeof source !== 'string' && layer.hasLearned) this.#learned.add(source);
      if (isLeftOut(source)) {
        layer.judgeAlone(this.#judge);
        this.#layers.delete(source);
        layer.dispose();
        continue;
      }
      const card = layer.card(this.#makeId(), this.#live, this.#judge);
      // Not before: who is stopped in the midst of it makes the card anew.
      this.#layers.delete(source);
      layer.dispose();
      if (typeof source !== 'string') this.#cards.set(source, card.id);
      yield card;
    }
    this.#steps = new StepCounter();
  }

  /** The id of the newest card of a layer; undefined where it has none. */
  cardOf(layer: object): string | undefined {
    return this.#cards.get(layer);
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
    for (const end of this.#ends) end();
    for (const layer of this.#layers.values()) layer.dispose();
    this.#layers.clear();
    this.#live.clear();
  }
}
