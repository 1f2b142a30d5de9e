import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { F, nn, randn } from '../../src/engine/index.ts';
import { CARD_MIME, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';
import { brokenCard, freshCard, trainedCard } from './cards.ts';
import { disposeOutput, openRendererPage, render, setTheme, strayRequests } from './page.ts';
import { THEMES } from './themes.ts';
import { cardOf } from '../lens/cardOf.ts';

const chartCount = (page: Page): Promise<number> => page.locator('.normscope-card .canvas svg').count();

describe('The renderer', () => {
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    page = await openRendererPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
  });

  afterEach(async () => {
    await disposeOutput(page);
    assert.deepEqual(errors.splice(0), []);
    assert.deepEqual(strayRequests.splice(0), []);
  });

  after(() => page.close());

  it('draws a card without eval: header, drawing, charts, formula, table', async () => {
    await render(page, CARD_MIME, freshCard(5));
    await page.waitForSelector('.canvas svg >> nth=1');
    const text = (await page.locator('.normscope-card').innerText()).replace(/\s+/g, ' ');
    assert.match(
      text,
      /BatchNorm2d\(5\) training · float32 · 8 × 5 × 6 × 6 · 1,440 values · 1\.5 ms · 960 k values\/s/,
    );
    assert.match(text, /C = 5 → N = 8 ↓ H·W = 6 × 6 ↗ channel 2 shared μ, σ: N·H·W/);
    assert.match(text, /y = \(x − μ\) \/ √\(σ² \+ ε\) · γ \+ β/);
    assert.match(text, /input x −?[\d.]+ [\d.]+ −[\d.]+ [\d.]+ 0 output y 0\.000 1\.000 −[\d.]+ [\d.]+ 0/);
    assert.equal(await page.locator('.drawing rect[fill="#4aa8ff"]').count(), 5, 'one channel of every sample');
  });

  it('replaces what it drew and leaves nothing behind', async () => {
    const card = freshCard(5);
    await render(page, CARD_MIME, card);
    await render(page, CARD_MIME, { ...card, title: 'Second(5)' });
    await page.waitForSelector('.canvas svg >> nth=1');
    assert.equal(await page.locator('.normscope-card').count(), 1);
    assert.equal(await page.locator('h2').innerText(), 'Second(5)');
    assert.equal(await chartCount(page), 2);
    await disposeOutput(page, 'one');
    assert.equal(await page.locator('#output').innerHTML(), '');
  });

  it('draws charts when they come near, and nothing moves when they are drawn', async () => {
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('#output')!.style.marginTop = '3000px';
    });
    const height = (): Promise<number> => page.evaluate(() => document.documentElement.scrollHeight);
    for (const card of [freshCard(5), trainedCard(), brokenCard()]) {
      await render(page, CARD_MIME, card);
      const before = await height();
      await page.waitForTimeout(200);
      assert.equal(await chartCount(page), 0);
      await page.locator('.normscope-card').scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelector('.canvas:not(:has(svg))') === null);
      const sizes = await page
        .locator('.canvas')
        .evaluateAll((canvases) =>
          canvases.map((canvas) => [canvas.clientHeight, parseFloat((canvas as HTMLElement).style.minHeight)]),
        );
      assert.deepEqual(
        sizes.map(([drawn]) => drawn),
        sizes.map(([, reserved]) => reserved),
      );
      assert.equal(await height(), before);
      await disposeOutput(page);
      await page.evaluate(() => {
        scrollTo(0, 0);
      });
    }
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('#output')!.style.marginTop = '';
    });
  });

  it('follows the theme', async () => {
    await render(page, CARD_MIME, freshCard(5));
    const colors = new Set<string | null>();
    for (const theme of THEMES) {
      await setTheme(page, theme);
      colors.add(await page.locator('.drawing rect[fill^="#"]').first().getAttribute('fill'));
      assert.equal(await chartCount(page), 2);
    }
    assert.equal(colors.size, 4);
    await setTheme(page, 'vscode-dark');
  });

  it('takes the width it gets', async () => {
    await render(page, CARD_MIME, freshCard(5));
    for (const width of [400, 1600, 900]) {
      await page.setViewportSize({ width, height: 700 });
      // Charts fill their places when they have been drawn anew.
      await page.waitForFunction(() =>
        [...document.querySelectorAll('.canvas')].every(
          (canvas) => Math.abs(canvas.clientWidth - (canvas.querySelector('svg')?.clientWidth ?? 0)) <= 2,
        ),
      );
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(overflow <= 0, `nothing sticks out at ${width}`);
    }
  });

  it('draws what is not finite, constant, or a single function call', async () => {
    const broken = randn([4, 3]);
    broken.storage.data[0] = NaN;
    broken.storage.data[4] = Infinity;
    const cards = [
      cardOf(() => new nn.BatchNorm1d(3).forward(broken)),
      cardOf(() => new nn.BatchNorm1d(3).forward(randn([4, 3]).mul(0).add(7))),
      cardOf(() => F.batchNorm(randn([4, 3]), { training: true })),
    ];
    for (const card of cards) {
      await render(page, CARD_MIME, card);
      await page.waitForSelector('.canvas svg >> nth=1');
      assert.equal(await page.locator('.normscope-problem').count(), 0);
    }
    await render(page, CARD_MIME, cards[0]);
    assert.match(await page.locator('.numbers tbody').innerText(), /NaN.*1 \/ 1/s);
    assert.equal(await page.locator('.broken').count(), 2);
  });

  it('shows a message for a payload that is no card, and markup in it stays text', async () => {
    await render(page, CARD_MIME, { ...freshCard(5), shape: 'no' });
    assert.match(
      await page.locator('.normscope-problem').innerText(),
      /^This output cannot be shown \(Not a Normscope card: shape.*\)\. Run its cell again\.$/,
    );
    await render(page, CARD_MIME, { ...freshCard(5), title: '<img src=x onerror=alert(1)>' });
    assert.equal(await page.locator('h2').innerText(), '<img src=x onerror=alert(1)>');
    assert.equal(await page.locator('img').count(), 0);
  });

  it('refuses charts that load something or reach out of their expressions', async () => {
    const x = { field: 'x', type: 'quantitative' };
    const specs: readonly (readonly [object, RegExp])[] = [
      [
        { data: { url: 'http://elsewhere.test/a.csv' }, mark: 'bar', encoding: { x } },
        /wants to load http:\/\/elsewhere/,
      ],
      [
        { data: { values: [{ x: 1 }] }, mark: { type: 'image', url: 'http://elsewhere.test/a.png' }, encoding: { x } },
        /wants to load/,
      ],
      [
        {
          data: { values: [{ x: 1 }] },
          transform: [{ calculate: 'constructor.constructor("alert(1)")()', as: 'y' }],
          mark: 'bar',
          encoding: { x },
        },
        /./,
      ],
      [
        {
          data: { values: [{ x: 1 }] },
          mark: { type: 'bar', cursor: 'u\\72l(http://elsewhere.test/a.png), auto' },
          encoding: { x },
        },
        /by url/,
      ],
      [
        {
          data: { values: [{ x: 1 }] },
          mark: { type: 'bar', cursor: { expr: "'u' + 'rl(http://elsewhere.test/b.png), auto'" } },
          encoding: { x },
        },
        /by url/,
      ],
      [{ mark: 'nothing' }, /./],
      [
        {
          data: { values: [{ x: 1 }] },
          mark: { type: 'bar', fill: 'url(http://elsewhere.test/a.svg#a)' },
          encoding: { x },
        },
        /by url/,
      ],
      [
        {
          data: { values: [{ x: 1 }] },
          params: [{ name: 'p', value: 1, bind: { element: 'body', input: 'range' } }],
          mark: 'bar',
          encoding: { x },
        },
        /elsewhere on the page/,
      ],
    ];
    for (const [spec, message] of specs) {
      await render(page, VEGA_LITE_MIME, spec);
      await page.waitForSelector('.normscope-problem');
      assert.match(await page.locator('.normscope-problem').innerText(), message);
    }
    await render(page, VEGA_LITE_MIME, [1, 2]);
    assert.match(await page.locator('.normscope-problem').innerText(), /Not a Vega-Lite chart/);
  });
});
