import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import type { SetDetail } from '../../src/protocol/card.ts';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { emptyCard, freshCard, trainedCard, wideCard } from './cards.ts';
import { activateRenderer, disposeOutput, openRendererPage, render, sendMessage, sentMessages } from './page.ts';

describe('A card', () => {
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    page = await openRendererPage();
    page.on('pageerror', (error) => errors.push(error.message));
  });

  beforeEach(() => activateRenderer(page));

  afterEach(async () => {
    await disposeOutput(page);
    assert.deepEqual(errors.splice(0), []);
  });

  after(() => page.close());

  const heading = (): Promise<string> => page.locator('.density h3').innerText();
  const slider = (panel: string) => page.locator(`.${panel} [role=slider]`).first();
  const valueText = async (panel: string): Promise<string> =>
    (await slider(panel).getAttribute('aria-valuetext')) ?? '';

  async function show(card: object): Promise<void> {
    await render(page, CARD_MIME, card);
    await page.waitForSelector('.sets .canvas svg');
    await page.waitForSelector('.density .canvas svg');
  }

  it('selects a channel by a click, shows its own numbers, and lets it go by another', async () => {
    await show(freshCard());
    const box = await page.locator('.sets .canvas').boundingBox();
    assert.ok(box);
    const place = { x: box.width * 0.5, y: 60 };
    await page.locator('.sets .canvas').click({ position: place });
    assert.match(await heading(), /^channel \d+$/);
    const selected = (await heading()).replace('channel ', '');
    assert.match(await page.locator('.drawing').innerText(), new RegExp(`channel ${selected}\n`));
    assert.match(
      await page.locator('.filled').innerText(),
      new RegExp(`= .*√\\(.*1e−5\\).*numbers of channel ${selected}`),
    );
    assert.match(await page.locator('.numbers thead').innerText(), new RegExp(`^channel ${selected}\\b`));
    await page.locator('.sets .canvas').click({ position: place });
    assert.equal(await heading(), 'All values');
  });

  it('is walked through by arrow keys: Enter selects, Escape lets go', async () => {
    await show(freshCard());
    await slider('sets').focus();
    await page.keyboard.press('Home');
    assert.match(await valueText('sets'), /^channel 0: input x −?[\d.]+ ± [\d.]+, output y 0\.000 ± 1\.000$/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('PageUp');
    assert.match(await valueText('sets'), /^channel 11:/);
    assert.match(await page.locator('.sets .readout').innerText(), /^channel 11:/);
    await page.keyboard.press('End');
    assert.match(await valueText('sets'), /^channel 31:/);
    await page.keyboard.press('Enter');
    assert.equal(await heading(), 'channel 31');
    assert.match(await valueText('sets'), /^channel 31:/, 'the cursor stays where it was');
    await page.keyboard.press('Escape');
    assert.equal(await heading(), 'All values');
  });

  it('reads densities out bin by bin', async () => {
    await show(freshCard());
    await slider('density').focus();
    await page.keyboard.press('Home');
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      seen.add(await valueText('density'));
      await page.keyboard.press('ArrowRight');
    }
    assert.equal(seen.size, 40);
    const shares = [...seen].map((text) => Number(/input x ([\d.e-]+) %/.exec(text)?.[1]));
    const total = shares.reduce((sum, share) => sum + share, 0);
    assert.ok(Math.abs(total - 100) < 1, `all bins hold ${total} %`);
  });

  it('follows the pointer with a line and a text', async () => {
    await show(freshCard());
    await page.locator('.density .canvas').hover({ position: { x: 200, y: 60 } });
    assert.match(await page.locator('.density .readout').innerText(), / to .*: input x .* %, output y .* %$/);
    assert.equal(await page.locator('.density .cursor.shown').count(), 1);
    await page.locator('h2').hover();
    assert.equal(await page.locator('.density .cursor.shown').count(), 0);
  });

  it('stays usable with many channels: farthest first, pages, search', async () => {
    await show(wideCard());
    assert.equal(await page.locator('.page').innerText(), '1 of 4');
    assert.equal(await page.locator('.set-tools select').inputValue(), 'deviation');
    const first = await valueText('sets');
    await page.getByLabel('Next page').click();
    assert.equal(await page.locator('.page').innerText(), '2 of 4');
    await page.locator('.set-tools select').selectOption('index');
    assert.equal(await page.locator('.page').innerText(), '1 of 4');
    await slider('sets').focus();
    await page.keyboard.press('Home');
    assert.match(await valueText('sets'), /^channel 0:/);
    assert.notEqual(first, await valueText('sets'));
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() =>
      (document.querySelector('.sets [role=slider]')?.getAttribute('aria-valuetext') ?? '').startsWith('channel 64:'),
    );
    assert.equal(await page.locator('.page').innerText(), '2 of 4');
    await page.getByLabel('Go to channel').last().fill('150');
    await page.keyboard.press('Enter');
    assert.equal(await heading(), 'channel 150');
    assert.equal(await page.locator('.page').innerText(), '3 of 4');
    await page.getByRole('button', { name: 'All values' }).click();
    assert.equal(await heading(), 'All values');
  });

  it('shows what was saved where there is no kernel, and says what was not', async () => {
    const card = wideCard();
    const saved = new Set(card.details.map(({ set }) => set));
    const missing = Array.from({ length: 200 }, (_, set) => set).find((set) => !saved.has(set));
    const [known] = saved;
    assert.ok(known !== undefined && missing !== undefined);
    await show(card);
    await page.getByLabel('Go to channel').last().fill(String(known));
    await page.keyboard.press('Enter');
    assert.equal((await page.locator('.density .canvas svg').count()) > 0, true);
    await page.getByLabel('Go to channel').last().fill(String(missing));
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.density .note').innerText(), /not saved. Run the cell again/);
  });

  it('asks the kernel, and shows what it answers', async () => {
    await activateRenderer(page, true);
    const card = wideCard();
    await show(card);
    const detail: SetDetail = { ...card.details[0]!, set: 199 };
    await page.getByLabel('Go to channel').last().fill('199');
    await page.keyboard.press('Enter');
    assert.deepEqual(await sentMessages(page), [{ type: 'detail', card: card.id, set: 199 }]);
    await sendMessage(page, { type: 'detail', card: card.id, set: 199, detail: { set: 'no' } });
    await sendMessage(page, { type: 'detail', card: card.id, set: 199, detail });
    await page.waitForSelector('.density .canvas svg');
    assert.equal(await heading(), 'channel 199');
    await page.getByLabel('Open the Vega-Lite specification').click();
    const [message] = (await sentMessages(page)) as { type: string; language: string; text: string }[];
    assert.equal(message?.type, 'open');
    assert.match(JSON.stringify(JSON.parse(message.text)), /vega-lite/);
  });

  it('draws anew only what another selection changes, and once', async () => {
    await activateRenderer(page, true);
    const card = trainedCard();
    await show(card);
    await page.waitForFunction(() => document.querySelector('.canvas:not(:has(svg))') === null);
    await page.evaluate(() => {
      const drawn: string[] = [];
      Object.assign(globalThis, { drawn });
      const observer = new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          const isDrawing = [...addedNodes].some(
            (node) => node instanceof SVGElement && node.matches('.canvas svg.marks'),
          );
          if (isDrawing) drawn.push((target as Element).closest('.chart')!.className.replace('chart ', ''));
        }
      });
      for (const canvas of document.querySelectorAll('.canvas')) {
        observer.observe(canvas, { childList: true, subtree: true });
      }
    });
    const drawn = async (): Promise<string[]> => {
      await page.waitForTimeout(300);
      return page.evaluate(() => (globalThis as unknown as { drawn: string[] }).drawn.splice(0).sort());
    };
    const band = (): Promise<number> => page.locator('.sets .canvas .mark-rect.layer_0_marks path').count();
    const { set } = card.running!.series[0]!;
    const detail = card.details.find((each) => each.set === set)!;
    assert.equal(await band(), 0);
    await page.getByLabel('Go to channel').last().fill(String(set));
    await page.keyboard.press('Enter');
    await sendMessage(page, { type: 'detail', card: card.id, set, detail });
    assert.deepEqual(await drawn(), ['density']);
    assert.equal(await band(), 1);
    await page.getByRole('button', { name: 'All values' }).click();
    assert.deepEqual(await drawn(), ['density']);
    assert.equal(await band(), 0);
  });

  it('shows running statistics with their half-life, and gradients, of a layer in training', async () => {
    await show(trainedCard());
    await page.waitForSelector('.running .canvas svg');
    await page.waitForSelector('.gradient .canvas svg');
    assert.match(
      await page.locator('.running').innerText(),
      /momentum 0\.1: half of the past is forgotten after 6\.6 updates/,
    );
    assert.match(await valueText('running'), /^update 1: batch .* ± .*, running .* ± /);
    assert.match(await page.locator('.gradient p').first().innerText(), /of the loss, after and before the layer$/);
    assert.match(await page.locator('.numbers').innerText(), /normalized x̂.*∂L\/∂y.*∂L\/∂x/s);
  });

  it('says of an empty batch that there were no values, and draws no charts of them', async () => {
    await render(page, CARD_MIME, emptyCard());
    for (const panel of ['density', 'sets']) {
      await page.locator(`.${panel} p`, { hasText: 'there were no values' }).waitFor();
    }
    assert.equal(await page.locator('.density .canvas, .sets .canvas, .search').count(), 0);
    assert.doesNotMatch(await page.locator('.numbers tbody').innerText(), /NaN/);
  });

  it('has a table of every channel’s data, made when it is opened', async () => {
    await show(wideCard());
    assert.equal(await page.locator('.data table').count(), 0);
    await page.locator('.data summary').click();
    await page.waitForSelector('.data table');
    assert.equal(await page.locator('.data tbody tr').count(), 200);
    await page.locator('.data summary').click();
    await page.locator('.data summary').click();
    assert.equal(await page.locator('.data table').count(), 1);
  });

  async function saved(name: string): Promise<Download> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByLabel(name).click()]);
    return download;
  }

  it('is saved as SVG and PNG, twice as fine, with the selected channel', async () => {
    await show(freshCard(5));
    await page.getByLabel('Go to channel').last().fill('3');
    await page.keyboard.press('Enter');
    const svg = await saved('Save as SVG');
    assert.equal(svg.suggestedFilename(), 'BatchNorm2d-5.svg');
    const text = await readFile(await svg.path(), 'utf8');
    assert.match(text, /^<svg [^>]*width="(\d+)/);
    assert.match(text, />channel 3</);
    const png = await saved('Save as PNG');
    assert.equal(png.suggestedFilename(), 'BatchNorm2d-5.png');
    const image = PNG.sync.read(await readFile(await png.path()));
    const width = Number(/ width="(\d+)/.exec(text)?.[1]);
    assert.ok(Math.abs(image.width - 2 * width) <= 2, `${image.width} is twice ${width}`);
    const colors = new Set(image.data.toString('hex').match(/.{8}/g));
    assert.ok(colors.size > 50, 'something is drawn');
  });

  it('copies its picture, and its data as CSV', async () => {
    await show(freshCard(5));
    await page.getByLabel('Copy data as CSV').click();
    await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent === 'Copied');
    const csv = await page.evaluate(() => navigator.clipboard.readText());
    const [sets, bins] = csv.split(/\r?\n\r?\n/);
    assert.equal(sets?.split(/\r?\n/).length, 6);
    assert.match(csv, /^channel,input mean,input std,output mean,output std\r?\n0,/);
    assert.match(bins ?? '', /^stage,from,to,count\r?\ninput,/);
    await page.getByLabel('Copy image').click();
    await page.waitForFunction(async () =>
      (await navigator.clipboard.read()).some(({ types }) => types.includes('image/png')),
    );
  });

  it('gives the specification as a file where there is no editor', async () => {
    await show(freshCard(5));
    const file = await saved('Open the Vega-Lite specification');
    assert.equal(file.suggestedFilename(), 'BatchNorm2d-5.vl.json');
    assert.ok('hconcat' in (JSON.parse(await readFile(await file.path(), 'utf8')) as object));
  });

  it('speaks Chinese where the reader does', async () => {
    const chinese = await openRendererPage(1200, 'zh-CN');
    await render(chinese, CARD_MIME, trainedCard());
    await chinese.waitForSelector('.canvas svg');
    const text = await chinese.locator('.normscope-card').innerText();
    assert.match(text, /训练.*输入 x.*通道/s);
    assert.doesNotMatch(text, /\b(?:training|channel|input|output|mean|gradient|value)\b/i);
    assert.equal(await chinese.locator('article').getAttribute('lang'), 'zh-CN');
    await chinese.close();
  });

  it('stays a message for a payload that lies about itself', async () => {
    const card = freshCard(5);
    const faults: readonly (readonly [object, RegExp])[] = [
      [{ ...card, sets: { ...card.sets, input: { mean: '<script>', std: '' } } }, /sets\.input\.mean/],
      [{ ...card, sets: { ...card.sets, input: { mean: 'A'.repeat(1e5), std: '' } } }, /sets\.input\.mean/],
      [{ ...card, details: Array.from({ length: 5000 }, () => card.details[0]) }, /details/],
      [{ ...card, stages: {} }, /stages/],
      [{ ...card, stages: { ...card.stages, input: { ...card.stages.input, nan: -1 } } }, /stages\.input\.nan/],
      [{ ...card, running: { momentum: 'x' } }, /running/],
    ];
    for (const [fault, message] of faults) {
      await render(page, CARD_MIME, fault);
      assert.match(await page.locator('.normscope-problem').innerText(), message);
      assert.equal(await page.locator('.normscope-card').count(), 0);
    }
    const short = { ...card, sets: { ...card.sets, output: { mean: '', std: '' }, shown: [4000, 1] } };
    await render(page, CARD_MIME, short);
    await page.waitForSelector('.canvas svg >> nth=1');
    assert.equal(await page.locator('.normscope-problem').count(), 0);
  });
});
