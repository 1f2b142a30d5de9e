import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { nn, randn } from '../../src/engine/index.ts';
import type { Card } from '../../src/protocol/card.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import { CARD_MIME, FINDINGS_MIME } from '../../src/protocol/mime.ts';
import { cardOf } from '../lens/cardOf.ts';
import { activateRenderer, disposeOutput, openRendererPage, render, sentMessages, setTheme } from './page.ts';
import { THEMES } from './themes.ts';
import { violations } from './violations.ts';

const FINDINGS: readonly Finding[] = [
  { code: 'norm.view-changes-batch', severity: 'error', values: { rows: 80, batch: 20, features: 36, fitting: 144 } },
  {
    code: 'norm.eps-positional',
    severity: 'warning',
    values: { eps: 20 },
    layer: 'BatchNorm2d(<b>100</b>)',
    place: { executionCount: 3, line: 2, text: 'bn = nn.BatchNorm2d(100, 20)', column: 5, length: 24 },
  },
  { code: 'norm.few-values', severity: 'information', values: { values: 5, spread: 0.447 } },
];

/** A card with findings of its own. */
function cardWithFindings(): Card {
  const card = cardOf(() => new nn.BatchNorm1d(3, { momentum: 0.9 }).forward(randn([2, 3])));
  assert.deepEqual(
    card.findings?.map(({ code }) => code),
    ['norm.momentum-convention', 'norm.two-values'],
  );
  return card;
}

describe('Findings in a notebook', () => {
  let page: Page;

  before(async () => {
    page = await openRendererPage(400);
  });

  after(() => page.close());

  it('show severity, line, what was found, and what to do', async () => {
    await render(page, FINDINGS_MIME, { findings: FINDINGS });
    const items = page.locator('.normscope-findings li');
    assert.equal(await items.count(), 3);
    assert.equal(await items.nth(1).locator('svg').getAttribute('aria-label'), 'Warning');
    const text = await items.nth(1).innerText();
    assert.match(text, /second positional argument is eps BatchNorm2d\(<b>100<\/b>\) · In\[3\], line 2\n/);
    assert.match(text, /eps is 20: /);
    assert.match(text, /norm\.eps-positional/);
    await disposeOutput(page);
  });

  it('stand on the card of their layer', async () => {
    await render(page, CARD_MIME, cardWithFindings());
    const items = page.locator('.normscope-card .normscope-findings li');
    assert.equal(await items.count(), 2);
    assert.match(await page.locator('article').getAttribute('aria-label').then(String), /Warning: Two values/);
    await disposeOutput(page);
  });

  for (const theme of THEMES) {
    it(`give axe nothing to complain about in ${theme}`, async () => {
      await setTheme(page, theme);
      await render(page, FINDINGS_MIME, { findings: FINDINGS });
      assert.deepEqual(await violations(page), []);
      await disposeOutput(page);
    });
  }

  it('ask for their explanation and for their line, where somebody can give it', async () => {
    await render(page, FINDINGS_MIME, { findings: FINDINGS });
    assert.equal(await page.getByRole('button').count(), 0);
    await disposeOutput(page);
    await activateRenderer(page, true);
    await render(page, FINDINGS_MIME, { findings: FINDINGS });
    await page.getByRole('button', { name: 'What this means' }).nth(1).press('Enter');
    assert.deepEqual(await sentMessages(page), [{ type: 'explain', code: 'norm.eps-positional' }]);
    await page.getByRole('button', { name: 'In[3], line 2' }).press('Enter');
    assert.deepEqual(await sentMessages(page), [
      { type: 'revealLine', place: { executionCount: 3, line: 2, text: 'bn = nn.BatchNorm2d(100, 20)' } },
    ]);
    assert.deepEqual(await violations(page), []);
    await disposeOutput(page);
  });

  it('speak the reader’s language', async () => {
    const chinese = await openRendererPage(400, 'zh-CN');
    await render(chinese, FINDINGS_MIME, { findings: FINDINGS });
    const list = chinese.locator('.normscope-findings');
    assert.equal(await list.getAttribute('lang'), 'zh-CN');
    assert.match(await list.innerText(), /第二个位置参数是 eps/);
    await chinese.close();
  });
});
