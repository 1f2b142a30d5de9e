import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { CARD_MIME } from '../../src/protocol/mime.ts';
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
