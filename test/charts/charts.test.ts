import assert from 'node:assert/strict';
import { compile } from 'vega-lite';
import { cardPicture } from '../../src/charts/cardPicture.ts';
import { cardSpec, chartSpec } from '../../src/charts/cardSpec.ts';
import { cardText } from '../../src/charts/cardText.ts';
import { formatCount, formatDuration, formatStatistic } from '../../src/charts/format.ts';
import { gradientHistoryChart } from '../../src/charts/runningStatistics.ts';
import { gradientStops } from '../../src/charts/stops.ts';
import { describeSets } from '../../src/charts/sets.ts';
import { densityTitle, gradientHistoryTitle, gradientTitle, setStatisticsTitle } from '../../src/charts/views.ts';
import { parseCard } from '../../src/protocol/card.ts';
import { pack } from '../../src/protocol/packed.ts';
import { ENGLISH } from './presentation.ts';
import type { Unit } from '../../src/charts/layer.ts';
import { tensorDrawing } from '../../src/charts/tensorDrawing.ts';
import { F, keras, nn, randn, zeros } from '../../src/engine/index.ts';
import { cardOf } from '../lens/cardOf.ts';

const image = (): ReturnType<typeof randn> => randn([4, 6, 5, 5]);

/** Each layer, what its elements share, and how many of the drawn boxes are filled. */
const LAYERS: readonly (readonly [run: () => unknown, shared: string, sets: string, filled: number])[] = [
  [() => new nn.BatchNorm2d(6).forward(image()), 'N·H·W', '6 channels', 4],
  [() => new nn.LayerNorm([6, 5, 5]).forward(image()), 'C·H·W', '4 samples', 6],
  [() => new nn.InstanceNorm2d(6).forward(image()), 'H·W', '24 instances', 1],
  [() => new nn.GroupNorm(3, 6).forward(image()), 'C/G·H·W', '12 groups', 2],
  [() => new nn.RMSNorm(8).forward(randn([3, 8])), 'D', '3 samples', 6],
  [() => new nn.LayerNorm(8).forward(randn([2, 3, 8])), 'D', '6 positions', 1],
  [() => F.layerNorm(randn([8]), [8]), 'D', '1 sample', 6],
  [() => new keras.layers.BatchNormalization().call(randn([4, 5, 5, 6]), { training: true }), 'N·H·W', '6 channels', 4],
  [() => new keras.layers.LayerNormalization().call(randn([4, 5, 5, 6])), 'C', '100 positions', 6],
];

describe('Charts', () => {
  for (const [run, shared, sets, filled] of LAYERS) {
    it(`show what shares a mean: ${shared} of ${sets}`, () => {
      const card = cardOf(run);
      assert.ok(cardText(card).includes(`shared over ${shared} (${sets})`), cardText(card));
      const { markup, description } = tensorDrawing(card, ENGLISH);
      const fronts = markup.match(/<rect [^>]*>/g) ?? [];
      assert.equal(fronts.filter((front) => front.includes('fill=')).length, filled, markup);
      assert.ok(description.includes(shared), description);
      assert.ok(compile(cardSpec(card, ENGLISH)).spec);
    });
  }

  it('name a layer without its options', () => {
    const titles = LAYERS.map(([run]) => cardOf(run).title);
    assert.deepEqual(titles.slice(0, 5), [
      'BatchNorm2d(6)',
      'LayerNorm((6, 5, 5))',
      'InstanceNorm2d(6)',
      'GroupNorm(3, 6)',
      'RMSNorm((8,))',
    ]);
  });

  it('draw solid lines without dashes, which take browsers long to paint', () => {
    const card = cardOf(() => new nn.BatchNorm2d(6).forward(image()));
    assert.doesNotMatch(JSON.stringify(cardSpec(card, ENGLISH)), /\[1,0\]/);
  });

  it('escape what they quote', () => {
    const card = { ...cardOf(LAYERS[0]![0]), title: '<script>&"' };
    const svg = cardPicture(card, { svg: '', width: 10, height: 10 }, ENGLISH);
    assert.doesNotMatch(svg, /<script/);
    assert.match(svg, /&#60;script&#62;&#38;&#34;/);
  });

  it('say of an empty batch that there were no values, and nothing else', () => {
    for (const run of [
      () =>
        new nn.BatchNorm1d(3)
          .call(zeros([0, 3]))
          .sum()
          .backward(),
      () => new nn.BatchNorm2d(3).eval().forward(zeros([0, 3, 2, 2])),
      () => F.layerNorm(zeros([0, 3]), [3]),
    ]) {
      const card = parseCard(JSON.parse(JSON.stringify(cardOf(run))));
      assert.match(cardText(card), /\nthere were no values\n[^]*input x +–( +–){4}/);
      assert.doesNotMatch(cardText(card), /NaN(?! \/)/);
      const sets = describeSets(card);
      assert.deepEqual(sets, []);
      assert.equal(setStatisticsTitle(card, sets, sets, ENGLISH).subtitle, 'there were no values');
      assert.equal(densityTitle(card, undefined, ENGLISH).subtitle, 'there were no values');
      assert.deepEqual([card.gradients, card.details], [undefined, []]);
      assert.ok(compile(cardSpec(card, ENGLISH)).spec);
      assert.ok(tensorDrawing(card, ENGLISH).markup);
    }
  });

  it('mark the backward passes whose gradient is 0 or not finite', () => {
    const layer = new nn.BatchNorm1d(3);
    const card = cardOf(() =>
      layer
        .call(randn([8, 3]))
        .pow(3)
        .sum()
        .backward(),
    );
    const gradients = {
      ...{ ...card.gradients!, passes: 4, recorded: [1, 2, 3, 4] },
      ...{ outputStd: pack([1, 0, NaN, Infinity]), inputStd: pack([1, 1, 1, 1]) },
    };
    const units = gradientHistoryChart(gradients, ENGLISH).layer as Unit[];
    const signs = units.flatMap(({ mark, data }) => {
      const { text } = mark as { text?: string };
      return text === undefined
        ? []
        : [[text, (data as { values: { pass: number }[] }).values.map(({ pass }) => pass)]];
    });
    assert.deepEqual(signs, [
      ['○', [2]],
      ['✕', [3, 4]],
    ]);
    assert.match(gradientHistoryTitle(gradients, ENGLISH).subtitle, /○ 1 with σ = 0 · ✕ 2 not finite/);
    assert.match(gradientStops(gradients, ENGLISH.texts)[2]!.text, /^pass 3: σ\(∂L\/∂y\) NaN/);
    const allGone = { ...gradients, outputStd: pack([0, 0, NaN, 0]), inputStd: pack([0, 0, 0, 0]) };
    assert.ok(compile(chartSpec(gradientHistoryChart(allGone, ENGLISH), ENGLISH, 300)).spec);
  });

  it('say where a gradient’s distribution is that of a sample', () => {
    const layer = new nn.BatchNorm1d(4);
    const card = cardOf(() =>
      layer
        .call(randn([4, 4, 2 ** 17]))
        .pow(3)
        .sum()
        .backward(),
    );
    assert.match(gradientTitle(card.gradients!, ENGLISH).subtitle, / · from \d\d\.\d k evenly spaced values$/);
  });

  it('write numbers for people', () => {
    assert.deepEqual(
      [0, 1.23456, -0.0001, 1234.56, 1e9, null].map((value) => formatStatistic(value)),
      ['0.000', '1.235', '−1.00e−4', '1234.6', '1.00e9', 'NaN'],
    );
    assert.equal(formatStatistic(-3e-9, 1), '0.000');
    assert.deepEqual([1, 1200, 45_000, 16_056_320, 3e9].map(formatCount), ['1', '1,200', '45.0 k', '16.1 M', '3.00 G']);
    assert.deepEqual([0.1234, 3.21, 38.4, 2100].map(formatDuration), ['0.12 ms', '3.2 ms', '38 ms', '2.1 s']);
  });
});
