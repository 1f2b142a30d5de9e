import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { PROGRESS_MIME } from '../../src/protocol/mime.ts';
import { openRendererPage, render, setTheme } from './page.ts';
import { THEMES } from './themes.ts';
import { violations } from './violations.ts';

const BAR = { description: 'train', done: 42, total: 100, text: '42/100 [00:05<00:07,  8.30it/s]' };
const ENDLESS = { description: '', done: 7, total: null, text: '7it [00:01,  6.10it/s]' };

describe('Progress bars', () => {
  let page: Page;

  before(async () => {
    page = await openRendererPage(400);
  });

  after(() => page.close());

  it('have a name and their numbers, in every theme', async () => {
    for (const theme of THEMES) {
      await setTheme(page, theme);
      await render(page, PROGRESS_MIME, { bars: [BAR, ENDLESS] });
      const bar = page.getByRole('progressbar', { name: 'train' });
      assert.equal(await bar.getAttribute('aria-valuetext'), BAR.text);
      assert.equal(await bar.evaluate((each) => (each as HTMLProgressElement).position), 0.42);
      assert.equal(await page.getByRole('progressbar', { name: 'Progress' }).count(), 1);
      assert.match((await page.locator('.normscope-progress').textContent()) ?? '', /train42\/100.*7it/);
      assert.deepEqual(await violations(page), []);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider');
  });

  it('change in place, and come and go with their loops', async () => {
    await render(page, PROGRESS_MIME, { bars: [BAR] });
    const first = await page.getByRole('progressbar').elementHandle();
    await render(page, PROGRESS_MIME, { bars: [{ ...BAR, done: 43, text: '43' }, ENDLESS] });
    assert.equal(await page.getByRole('progressbar').count(), 2);
    assert.equal(
      await first?.evaluate((bar) => (bar.isConnected ? (bar as HTMLProgressElement).value : undefined)),
      43,
    );
    await render(page, PROGRESS_MIME, { bars: [{ ...BAR, done: 44, text: '44' }] });
    assert.equal(await page.getByRole('progressbar').count(), 1);
  });

  it('say what is wrong with data that is no progress', async () => {
    await render(page, PROGRESS_MIME, { bars: [{ ...BAR, done: '<b>' }] });
    assert.match((await page.locator('.normscope-problem').textContent()) ?? '', /bars\.0\.done/);
  });
});
