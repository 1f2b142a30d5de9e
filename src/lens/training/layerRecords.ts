import { LAYER_QUANTITIES, type LayerQuantity } from '../../protocol/training.ts';

const MAX_RECORDS = 96;

/** What stands for a number that was not to be had. */
export const MISSING = -1;

/** What was seen of all layers at one step: for each quantity a number a layer. */
export interface LayerRecord {
  readonly step: number;
  readonly values: Readonly<Record<LayerQuantity, Float64Array>>;
}

export function emptyRecord(step: number, layers: number): LayerRecord {
  const values = Object.fromEntries(
    LAYER_QUANTITIES.map((quantity) => [quantity, new Float64Array(layers).fill(MISSING)]),
  ) as Record<LayerQuantity, Float64Array>;
  return { step, values };
}

/** How many orders of magnitude two numbers are apart; a number that is not finite is far from all that are. */
function distance(a: number, b: number): number {
  if (a < 0 || b < 0) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.isFinite(a) === Number.isFinite(b) ? 0 : 100;
  return Math.abs(Math.log10(Math.max(a, 1e-38)) - Math.log10(Math.max(b, 1e-38)));
}

/** By how much σ or the gradient of any layer has changed the most between two records. */
function change(a: LayerRecord, b: LayerRecord): number {
  let most = 0;
  for (const quantity of ['std', 'gradient'] as const) {
    const [left, right] = [a.values[quantity], b.values[quantity]];
    for (let layer = 0; layer < left.length; layer++) most = Math.max(most, distance(left[layer]!, right[layer]!));
  }
  return most;
}

/**
 * `most` of `records` at most, the first and the last among them: the others fall into as many neighbourhoods, and of each the
 * one stays that differs most from what stayed before it.
 */
export function thinned(records: readonly LayerRecord[], most: number): readonly LayerRecord[] {
  if (records.length <= most) return records;
  const kept = [records[0]!];
  const between = records.slice(1, -1);
  const groups = most - 2;
  for (let group = 0; group < groups; group++) {
    const near = between.slice(
      Math.floor((group * between.length) / groups),
      Math.floor(((group + 1) * between.length) / groups),
    );
    const before = kept.at(-1)!;
    const changes = near.map((record) => change(before, record));
    kept.push(near[changes.indexOf(Math.max(...changes))]!);
  }
  return [...kept, records.at(-1)!];
}

/** What was seen of layers at some of many steps, of which a bounded number is kept. */
export class LayerRecords {
  #records: readonly LayerRecord[] = [];
  #stride = 1;

  /** Whether the step numbered `step`, from 1, is to be looked at. */
  wants(step: number): boolean {
    return step >= (this.#records.at(-1)?.step ?? 0) + this.#stride;
  }

  add(record: LayerRecord): void {
    this.#records = [...this.#records, record];
    if (this.#records.length < MAX_RECORDS) return;
    this.#records = thinned(this.#records, MAX_RECORDS / 2);
    this.#stride *= 2;
  }

  get last(): LayerRecord | undefined {
    return this.#records.at(-1);
  }

  /** `most` records at most. */
  upTo(most: number): readonly LayerRecord[] {
    return thinned(this.#records, most);
  }
}
