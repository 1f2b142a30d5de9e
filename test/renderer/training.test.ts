import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { pack } from '../../src/protocol/packed.ts';
import { TRAINING_MIME } from '../../src/protocol/mime.ts';
import type { Training, TrainingRunData } from '../../src/protocol/training.ts';
import { disposeOutput, openRendererPage, render, setTheme } from './page.ts';
import { THEMES } from './themes.ts';
import { violations } from './violations.ts';

const LAYERS = 12;
const RECORDED = [1, 4, 9, 20];

/** A run whose gradient shrinks by `shrinks` from layer to layer, and whose layer 5 breaks where `breaks`. */
function run(name: string, shrinks: number, breaks = false): TrainingRunData {
  const each = (value: (layer: number, record: number) => number): string =>
    pack(RECORDED.flatMap((_, record) => Array.from({ length: LAYERS }, (__, layer) => value(layer, record))));
  return {
    name,
    steps: 20,
    scalars: [
      { name: 'loss', steps: [1, 10, 20], values: pack([2.3, 1.5, breaks ? NaN : 0.5]) },
      { name: 'lr', steps: [1, 20], values: pack([0.1, 0.01]) },
    ],
    layers: Array.from({ length: LAYERS }, (_, layer) => ({ path: `block.${layer}`, type: 'Linear' })),
    recorded: RECORDED,
    mean: each((layer) => layer / 10),
    std: each((layer, record) => (breaks && layer >= 5 && record >= 2 ? NaN : 1 + layer)),
    gradient: each((layer) => shrinks ** (LAYERS - layer)),
    gap: '',
    ratio: '',
    broken: breaks
      ? [
          { layer: 6, step: 9 },
          { layer: 5, step: 9 },
        ]
      : [],
  };
}

const BOTH: Training = { runs: [run('without', 0.1), run('with <b>', 1, true)] };

describe('Views of training', () => {
  let page: Page;

  before(async () => {
    page = await openRendererPage();
  });

  after(() => page.close());

  const titles = (): Promise<string[]> => page.locator('.normscope-training h3').allTextContents();

  for (const theme of THEMES) {
    it(`show runs over each other, with words for what is drawn, in ${theme}`, async () => {
      await setTheme(page, theme);
      await render(page, TRAINING_MIME, BOTH);
      await page.waitForSelector('.normscope-training .canvas svg >> nth=1');
      assert.deepEqual((await titles()).slice(0, 4), [
        'Loss',
        'Gradient norm by depth',
        'σ of outputs by depth (Linear)',
        'Learning rate',
      ]);
      assert.equal(
        await page.locator('.normscope-training .runs').textContent(),
        'without, 20 stepswith <b>, 20 steps',
      );
      const label = (await page.locator('.canvas').nth(1).getAttribute('aria-label')) ?? '';
      assert.match(label, /^Gradient norm by depth\. without: 1\.00e−12 … 0\.100; with <b>: 1\.000 … 1\.000$/);
      const dashes = await page
        .locator('.canvas')
        .first()
        .locator('.mark-line path')
        .evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke-dasharray')));
      assert.equal(new Set(dashes).size, 2, 'told apart without colour');
      assert.match(await page.locator('.normscope-training').innerText(), /✕ NaN or ∞ from step 9 in block\.5 Linear/);
      for (const summary of await page.locator('.normscope-training summary').all()) await summary.click();
      assert.deepEqual(await violations(page), []);
      await disposeOutput(page);
    });
  }

  it('change in place, and keep a table open', async () => {
    await render(page, TRAINING_MIME, { runs: [run('one', 0.5)] });
    await page.locator('summary', { hasText: 'Layers of one at step 20' }).click();
    assert.match(
      await page.locator('details[open] tbody tr').first().innerText(),
      /block\.0 Linear\s+0\.000\s+1\.000\s+2\.44e−4/,
    );
    const canvas = await page.locator('.canvas').first().elementHandle();
    await render(page, TRAINING_MIME, { runs: [{ ...run('one', 0.5), steps: 21 }] });
    assert.equal(await page.locator('.runs').textContent(), 'one, 21 steps');
    assert.ok(await canvas?.evaluate((element) => element.isConnected));
    assert.equal(await page.locator('details[open]').count(), 1);
    await disposeOutput(page);
  });

  it('fit into 400 pixels, and speak Chinese', async () => {
    const narrow = await openRendererPage(400, 'zh-CN');
    await render(narrow, TRAINING_MIME, BOTH);
    await narrow.waitForSelector('.normscope-training .canvas svg');
    assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.equal(await narrow.locator('h3').first().textContent(), '损失');
    assert.match((await narrow.locator('.runs').textContent()) ?? '', /without，20 步/);
    await narrow.close();
  });

  it('say what is wrong with data that is none', async () => {
    const good = run('one', 1);
    for (const [bad, reason] of [
      [{ ...good, recorded: [1, 2] }, /mean holds 48 numbers, not 24/],
      [{ ...good, broken: [{ layer: 99, step: 1 }] }, /broken names a layer that is none/],
      [{ ...good, std: 'not packed!' }, /runs\.0\.std: no packed numbers/],
      [{ ...good, scalars: [{ name: 'loss', steps: [1], values: '' }] }, /loss holds 0 values, not 1/],
    ] as const) {
      await render(page, TRAINING_MIME, { runs: [bad] });
      assert.match((await page.locator('.normscope-problem').textContent()) ?? '', reason);
    }
  });
});
