import { formatFigures } from '../../charts/format.ts';
import type { Texts } from '../../charts/texts/texts.ts';
import { changedOf, formatMomentum } from '../../charts/whatIfText.ts';
import type { Card } from '../../protocol/card.ts';
import type { Controls, Setting } from '../../protocol/whatIf.ts';
import { element } from '../dom.ts';
import { ValueSlider } from './valueSlider.ts';

/** More samples than these are not offered one by one. */
const EACH_SAMPLE = 64;

/** `values` with `own` among them, ascending. */
function including(values: readonly number[], own: number): number[] {
  return [...new Set([...values, own])].sort((a, b) => a - b);
}

/** 1, 2 and 5 times each power of ten from 10^`low` up to 10^`high`. */
function oneTwoFive(low: number, high: number): number[] {
  const powers = Array.from({ length: high - low }, (_, index) => low + index);
  return [...powers.flatMap((power) => [1, 2, 5].map((first) => Number(`${first}e${power}`))), Number(`1e${high}`)];
}

/** From `low` to `high` in steps of a tenth. */
function tenths(low: number, high: number): number[] {
  return Array.from({ length: Math.round((high - low) * 10) + 1 }, (_, index) => Number((low + index / 10).toFixed(1)));
}

const EPS = [0, ...oneTwoFive(-12, 1)];
const MOMENTA = [0, ...oneTwoFive(-3, -1), ...tenths(0.2, 1)];
const SCALES = tenths(0, 4);
const SHIFTS = tenths(-4, 4);

function sampleCounts(all: number): number[] {
  const counts = Array.from({ length: Math.min(all, EACH_SAMPLE) }, (_, index) => index + 1);
  for (let count = EACH_SAMPLE; count < all; count *= 1.1) counts.push(Math.round(count));
  return including(counts, all);
}

let cards = 0;

/** The controls of a setting: one for each thing that a layer can have otherwise. */
export class SettingControls {
  readonly root: HTMLElement;
  readonly #card: Card;
  readonly #texts: Texts;
  readonly #controls: Controls;
  readonly #eps: ValueSlider<number>;
  readonly #momentum: ValueSlider<number | null> | undefined;
  readonly #scale: ValueSlider<number> | undefined;
  readonly #shift: ValueSlider<number> | undefined;
  readonly #samples: ValueSlider<number> | undefined;
  readonly #modes: readonly HTMLInputElement[];

  /** `onInput`: the setting is another one; `onSettled`: a slider was let go. */
  constructor(card: Card, controls: Controls, texts: Texts, onInput: () => void, onSettled: () => void) {
    this.#card = card;
    this.#texts = texts;
    this.#controls = controls;
    const names = texts.whatIf;
    const slider = <Value>(
      label: string,
      values: readonly Value[],
      own: Value,
      format: (value: Value) => string,
    ): ValueSlider<Value> => new ValueSlider(label, { values, own, format }, onInput, onSettled);
    const { momentum, parameters, samples } = controls;
    this.#eps = slider(names.eps, including(EPS, controls.eps), controls.eps, formatFigures);
    this.#momentum =
      momentum &&
      slider(names.momentum, momenta(momentum), momentum.value, (value) => formatMomentum(value, momentum.ofPast));
    this.#scale = parameters.includes('weight') ? slider('', SCALES, 1, formatFigures) : undefined;
    this.#shift = parameters.includes('bias') ? slider('', SHIFTS, 0, formatFigures) : undefined;
    this.#samples =
      samples === undefined || samples < 2 ? undefined : slider(names.samples, sampleCounts(samples), samples, String);
    this.#modes = controls.hasRunning ? this.#makeModes(onInput) : [];
    const sliders = [this.#eps, this.#momentum, this.#scale, this.#shift, this.#samples].flatMap((each) =>
      each === undefined ? [] : [each.root],
    );
    this.root = element('div', 'settings', ...sliders, ...this.#modeGroup());
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', names.controls);
    this.select(undefined);
  }

  /** The setting that the controls show; `set`: the selected one. */
  setting(set: number | undefined): Setting {
    const mode = this.#modes.find(({ checked }) => checked)?.value as Setting['statistics'];
    const setting = {
      eps: this.#eps.chosen,
      momentum: this.#momentum?.chosen,
      scale: this.#scale?.chosen,
      shift: this.#shift?.chosen,
      samples: this.#samples?.chosen,
      statistics: mode === this.#card.statistics ? undefined : mode,
    };
    const changed = Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined)) as Setting;
    return set === undefined ? changed : { ...changed, set };
  }

  /** Says whose γ and β are changed, when `set` is selected. */
  select(set: number | undefined): void {
    const of = changedOf(this.#card, this.#controls, set, this.#texts);
    if (this.#scale !== undefined) this.#scale.label = this.#texts.whatIf.scale(of);
    if (this.#shift !== undefined) this.#shift.label = this.#texts.whatIf.shift(of);
  }

  /** Goes back to how the layer was. */
  reset(): void {
    for (const slider of [this.#eps, this.#momentum, this.#scale, this.#shift, this.#samples]) slider?.reset();
    for (const mode of this.#modes) mode.checked = mode.value === this.#card.statistics;
  }

  #makeModes(onInput: () => void): HTMLInputElement[] {
    const name = `normscope-mode-${++cards}`;
    return (['input', 'running'] as const).map((value) => {
      const input = element('input', '');
      Object.assign(input, { type: 'radio', name, value, checked: value === this.#card.statistics });
      input.addEventListener('change', onInput);
      input.addEventListener('keydown', (event) => {
        if (event.key.startsWith('Arrow')) event.stopPropagation();
      });
      return input;
    });
  }

  #modeGroup(): HTMLElement[] {
    if (this.#modes.length === 0) return [];
    const { training, evaluation, whatIf } = this.#texts;
    const choices = this.#modes.map((input, index) => element('label', '', input, index === 0 ? training : evaluation));
    return [element('fieldset', 'modes', element('legend', '', whatIf.mode), ...choices)];
  }
}

/** Momenta from the least weight of a new batch to the largest, or the other way round where they are the weight of the past. */
function momenta({ value, ofPast }: NonNullable<Controls['momentum']>): (number | null)[] {
  if (value === null) return [null, ...MOMENTA];
  const ascending = including(MOMENTA, value);
  return ofPast ? ascending.reverse() : ascending;
}
