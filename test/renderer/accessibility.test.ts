import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { CARD_MIME, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';
import { brokenCard, trainedCard, wideCard } from './cards.ts';
import { disposeOutput, openRendererPage, render, setTheme } from './page.ts';
import { THEMES } from './themes.ts';
import { violations } from './violations.ts';

describe('Cards and axe', () => {
  let page: Page;

  before(async () => {
    page = await openRendererPage();
  });

  after(() => page.close());

  for (const theme of THEMES) {
    it(`find nothing to complain about each other in ${theme}`, async () => {
      await setTheme(page, theme);
      for (const card of [trainedCard(), wideCard(), brokenCard()]) {
        await render(page, CARD_MIME, card);
        await page.waitForSelector('.canvas svg >> nth=1');
        await page.getByLabel('Go to channel').last().fill('3');
        await page.keyboard.press('Enter');
        await page.locator('.data summary').click();
        assert.deepEqual(await violations(page), []);
        await disposeOutput(page);
      }
    });
  }

  it('tells series apart without hue: by dash or fill in high contrast', async () => {
    await setTheme(page, 'vscode-high-contrast');
    await render(page, CARD_MIME, trainedCard());
    await page.waitForSelector('.density .canvas svg');
    const styles = await page
      .locator('.density .mark-line path[fill^="#"]')
      .evaluateAll((paths) =>
        paths.map((path) => `${path.getAttribute('stroke-dasharray')} ${path.getAttribute('fill-opacity')}`),
      );
    assert.equal(styles.length, 3);
    assert.equal(new Set(styles).size, 3);
  });

  it('find nothing in charts of others, which say what they show', async () => {
    const encoding = {
      x: { field: 'a', type: 'quantitative' },
      y: { field: 'b', title: 'loss', type: 'quantitative' },
    };
    const spec = { data: { values: [{ a: 1, b: 2 }] }, mark: 'point', encoding };
    for (const [figure, label] of [
      [spec, 'Chart of loss against a'],
      [{ ...spec, title: { text: ['Losses', 'by a'] } }, 'Losses by a'],
      [{ ...spec, title: 'Losses', description: 'The loss falls.' }, 'The loss falls.'],
      [{ data: spec.data, hconcat: [spec, spec] }, 'Chart'],
    ] as const) {
      await render(page, VEGA_LITE_MIME, figure);
      await page.waitForSelector('.normscope-figure svg');
      const shown = page.locator('.normscope-figure');
      assert.deepEqual(
        [await shown.getAttribute('role'), await shown.getAttribute('aria-label')],
        ['graphics-document', label],
      );
      assert.deepEqual(await violations(page), []);
      await disposeOutput(page);
    }
  });

  it('announce a selected channel once, politely, and that all values are back', async () => {
    await render(page, CARD_MIME, wideCard());
    const live = page.locator('.normscope-card [aria-live=polite]');
    assert.equal(await live.count(), 1);
    await page.getByLabel('Go to channel').last().fill('3');
    await page.keyboard.press('Enter');
    assert.match(await live.innerText(), /^channel 3: input x .* ± .*, output y .* ± /);
    await page.keyboard.press('Escape');
    assert.equal(await live.innerText(), 'All values');
  });

  it('say which of the page buttons lead nowhere, and keep the focus on them', async () => {
    await render(page, CARD_MIME, wideCard());
    const ends = (): Promise<(string | null)[]> =>
      Promise.all(['Previous page', 'Next page'].map((name) => page.getByLabel(name).getAttribute('aria-disabled')));
    assert.deepEqual(await ends(), ['true', 'false']);
    const next = page.getByLabel('Next page');
    await next.focus();
    for (let turn = 0; turn < 5; turn++) await page.keyboard.press('Enter');
    assert.equal(await page.locator('.page').innerText(), '4 of 4');
    assert.deepEqual(await ends(), ['false', 'true']);
    assert.equal(await next.evaluate((button) => button === document.activeElement), true);
  });

  it('show all columns of the stages at 400 pixels, and scroll to them by the keyboard at 260', async () => {
    await setTheme(page, 'vscode-light');
    await render(page, CARD_MIME, trainedCard());
    const numbers = page.locator('.numbers');
    const hidden = (): Promise<number> => numbers.evaluate((box) => box.scrollWidth - box.clientWidth);
    await page.setViewportSize({ width: 400, height: 700 });
    assert.equal(await hidden(), 0);
    await page.setViewportSize({ width: 260, height: 700 });
    assert.ok((await hidden()) > 0);
    await numbers.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('.numbers')!.scrollLeft > 0);
    await page.setViewportSize({ width: 1200, height: 700 });
  });

  it('leave a density half of its chart beside what is not finite, however narrow it is', async () => {
    await page.setViewportSize({ width: 260, height: 700 });
    await render(page, CARD_MIME, brokenCard());
    await page.locator('.density .canvas').scrollIntoViewIfNeeded();
    await page.waitForSelector('.density .canvas svg');
    const [density, plot] = await page.evaluate(() =>
      ['.density .role-axis-domain line >> 0', '.density .canvas svg .background'].map(
        (selector) => document.querySelector(selector.split(' >>')[0]!)!.getBoundingClientRect().width,
      ),
    );
    assert.ok(density! >= plot! * 0.45, `${density} of ${plot} pixels`);
    await page.setViewportSize({ width: 1200, height: 700 });
  });

  it('move nothing by themselves', async () => {
    await render(page, CARD_MIME, trainedCard());
    await page.waitForSelector('.canvas svg >> nth=1');
    const moving = await page.evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
    const transitions = await page.evaluate(() =>
      [...document.querySelectorAll('.normscope-card *')].some(
        (element) => parseFloat(getComputedStyle(element).transitionDuration) > 0,
      ),
    );
    assert.equal(transitions, false);
  });
});
