import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Experiment } from '../../src/protocol/experiment.ts';
import { EXPERIMENT_MIME } from '../../src/protocol/mime.ts';
import { examples } from './experiments.ts';
import {
  activateRenderer,
  disposeOutput,
  openRendererPage,
  render,
  sentMessages,
  setTheme,
  strayRequests,
} from './page.ts';
import { THEMES } from './themes.ts';
import { violations } from './violations.ts';

const CHARTS: Record<Experiment['kind'], number> = {
  comparison: 6,
  batchSizes: 3,
  lossAlongGradient: 3,
  covariateShift: 2,
  diagnosis: 2,
  modes: 1,
  folding: 0,
  twin: 0,
};

describe('Experiments in the page', () => {
  const payloads = examples();
  const kinds = Object.keys(payloads) as Experiment['kind'][];
  let page: Page;

  before(async () => {
    page = await openRendererPage();
  });

  after(() => page.close());

  const show = async (on: Page, kind: Experiment['kind']): Promise<void> => {
    await render(on, EXPERIMENT_MIME, JSON.parse(JSON.stringify(payloads[kind])));
    if (CHARTS[kind] === 0) return;
    await on.locator('.panel').last().scrollIntoViewIfNeeded();
    await on.waitForSelector(`.canvas svg >> nth=${CHARTS[kind] - 1}`);
  };

  for (const theme of THEMES) {
    it(`have nothing that axe complains about in ${theme}`, async function () {
      this.timeout(60_000);
      await setTheme(page, theme);
      for (const kind of kinds) {
        await show(page, kind);
        if (CHARTS[kind] > 0) await page.locator('.data summary').click();
        if (kind === 'diagnosis') await page.locator('th button').first().click();
        assert.deepEqual(await violations(page), []);
        await disposeOutput(page);
      }
    });
  }

  it('show drawings of what is shared, charts on one scale and a table with marks beside colour', async () => {
    await show(page, 'comparison');
    assert.equal(await page.locator('.drawing svg').count(), 5);
    assert.match((await page.locator('.drawing svg').first().getAttribute('aria-label')) ?? '', /C = 8 across/);
    const ends = await page
      .locator('.panel:not(:first-child) .canvas')
      .evaluateAll((charts) => charts.map((chart) => chart.querySelector('.role-axis-label')?.textContent));
    assert.equal(new Set(ends).size, 1);
    const marked = await page.locator('.numbers .marked').allInnerTexts();
    assert.ok(marked.length > 8 && marked.every((text) => text.startsWith('✓')));
    const label = await page.locator('.normscope-experiment').getAttribute('aria-label');
    assert.match(label ?? '', /BatchNorm2d\(8\)\s+✓ mean 0, σ 1/);
    await disposeOutput(page);
  });

  it('tell lines apart by dash and point, and show the refusal of a batch of one', async () => {
    await show(page, 'batchSizes');
    const strokes = await page
      .locator('.panel')
      .first()
      .locator('.mark-line path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke-dasharray')));
    assert.equal(new Set(strokes).size, 3);
    assert.match(await page.locator('.numbers').innerText(), /✕ error/);
    assert.match(await page.locator('.note').first().innerText(), /batch of 1: ValueError: Expected more than 1 value/);
    await disposeOutput(page);
  });

  it('open the row of a layer by its name, also by the keyboard', async () => {
    await show(page, 'diagnosis');
    const opener = page.locator('.numbers th button').first();
    assert.match(await opener.innerText(), /4 {1,2}ReLU\(\)/);
    assert.match(await page.locator('.numbers .error').first().innerText(), /✕ dead units/);
    await opener.focus();
    await page.keyboard.press('Enter');
    assert.equal(await opener.getAttribute('aria-expanded'), 'true');
    const detail = page.locator('.numbers .detail');
    assert.match(await detail.innerText(), /Half of its units or more give 0/);
    assert.match(
      (await detail.locator('svg').getAttribute('aria-label')) ?? '',
      /Histogram of the output of 4, from 0/,
    );
    await page.keyboard.press('Enter');
    assert.equal(await detail.count(), 0);
    await disposeOutput(page);
  });

  it('lead from a layer to the line that made it and to its card, where somebody can show them', async () => {
    const place = { executionCount: 3, line: 5, text: 'nn.ReLU(),' };
    const { diagnosis, modes } = JSON.parse(JSON.stringify(payloads)) as Record<string, { layers: object[] }>;
    for (const each of [diagnosis!, modes!]) Object.assign(each.layers[0]!, { place, card: 'card-1' });
    const link = (on: Page, text: string): Locator => on.getByRole('button', { name: text });
    await render(page, EXPERIMENT_MIME, diagnosis);
    await page.locator('.numbers th button').first().click();
    assert.match(await page.locator('.detail .links').innerText(), /In\[3\], line 5\s*its card/);
    assert.equal(await page.locator('.link').count(), 0);
    await disposeOutput(page);
    const reachable = await openRendererPage();
    await activateRenderer(reachable, true);
    await render(reachable, EXPERIMENT_MIME, modes);
    await link(reachable, 'In[3], line 5').press('Enter');
    assert.deepEqual(await sentMessages(reachable), [{ type: 'revealLine', place }]);
    await disposeOutput(reachable);
    await render(reachable, EXPERIMENT_MIME, diagnosis);
    await reachable.locator('.numbers th button').first().press('Enter');
    assert.deepEqual(await violations(reachable), []);
    await link(reachable, 'its card').press('Enter');
    await link(reachable, 'In[3], line 5').first().click();
    await link(reachable, 'In[3], line 5').last().click();
    assert.deepEqual(await sentMessages(reachable), [
      { type: 'revealCard', card: 'card-1' },
      { type: 'revealLine', place },
      { type: 'revealLine', place },
    ]);
    await reachable.close();
  });

  it('stand below each other in 400 pixels, and scroll what is wider', async () => {
    await page.setViewportSize({ width: 400, height: 700 });
    for (const kind of kinds) {
      await show(page, kind);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(over <= 0, `${kind} is ${over} pixels too wide`);
      await disposeOutput(page);
    }
    await page.setViewportSize({ width: 1200, height: 700 });
  });

  it('speak Chinese where the reader does', async () => {
    const chinese = await openRendererPage(1200, 'zh-CN');
    for (const kind of kinds) {
      await show(chinese, kind);
      assert.equal(await chinese.locator('.normscope-experiment').getAttribute('lang'), 'zh-CN');
      assert.match(await chinese.locator('.normscope-experiment').innerText(), /图中的数据|舍入误差|转换后/);
      await disposeOutput(chinese);
    }
    await chinese.close();
  });

  it('stay a message for what is none, markup in names stays text, and nothing is loaded', async () => {
    await render(page, EXPERIMENT_MIME, { kind: 'comparison', title: 3 });
    assert.match(await page.locator('.normscope-problem').innerText(), /Not a Normscope experiment: title/);
    const hostile = JSON.parse(
      JSON.stringify(payloads.comparison).replaceAll('BatchNorm2d(8)', '<img src=x onerror=alert(1)>'),
    ) as unknown;
    await render(page, EXPERIMENT_MIME, hostile);
    await page.waitForSelector('.canvas svg');
    assert.equal(await page.locator('img').count(), 0);
    assert.deepEqual(strayRequests, []);
  });
});
