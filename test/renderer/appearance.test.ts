import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import type { Card } from '../../src/protocol/card.ts';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { brokenCard, freshCard, trainedCard, wideCard } from './cards.ts';
import { disposeOutput, fontsOfThisMachine, openRendererPage, render, setTheme } from './page.ts';
import { THEMES } from './themes.ts';

const SNAPSHOTS = new URL('snapshots/', import.meta.url);
/** Where pictures go that differ, to be looked at. */
const DIFFERENCES = new URL('../../.vscode-test/differences/', import.meta.url);

/** Whether pictures are taken anew instead of compared: `UPDATE_SNAPSHOTS=1 npx mocha -g "look as"`. */
const updates = process.env.UPDATE_SNAPSHOTS !== undefined;

/** A color may be off by this, and so many of a thousand pixels: versions of a browser draw edges differently. */
const COLOR_TOLERANCE = 0.25;
const PIXELS_PER_THOUSAND = 1;

/** What is seen of a card, and whether a channel is selected. */
const VIEWS: readonly (readonly [name: string, card: () => Card, selects?: boolean])[] = [
  ['fresh', freshCard],
  ['trained', trainedCard],
  ['broken', brokenCard],
  ['wide-selected', wideCard, true],
];

async function compare(name: string, taken: Buffer): Promise<void> {
  const file = new URL(`${name}.png`, SNAPSHOTS);
  if (updates) {
    await mkdir(SNAPSHOTS, { recursive: true });
    await writeFile(file, taken);
    return;
  }
  assert.ok(existsSync(file), `there is no snapshot ${name}: take it with UPDATE_SNAPSHOTS=1, and look at it`);
  const [now, before] = [PNG.sync.read(taken), PNG.sync.read(await readFile(file))];
  const keep = async (reason: string): Promise<never> => {
    await mkdir(DIFFERENCES, { recursive: true });
    await writeFile(new URL(`${name}.png`, DIFFERENCES), taken);
    assert.fail(`${name} ${reason}: see ${new URL(`${name}.png`, DIFFERENCES).pathname}`);
  };
  if (Math.abs(now.height - before.height) > 2 || now.width !== before.width) {
    await keep(`measures ${now.width} × ${now.height}, not ${before.width} × ${before.height}`);
  }
  const height = Math.min(now.height, before.height);
  const part = ({ data, width }: PNG): Buffer => data.subarray(0, width * height * 4);
  const differing = pixelmatch(part(now), part(before), undefined, now.width, height, { threshold: COLOR_TOLERANCE });
  if (differing > (now.width * height * PIXELS_PER_THOUSAND) / 1000) await keep(`differs in ${differing} pixels`);
}

describe('Cards look as they did', () => {
  let page: Page;

  before(async () => {
    page = await openRendererPage();
  });

  after(() => page.close());

  for (const [name, makeCard, selects] of VIEWS) {
    for (const width of [400, 1600]) {
      for (const theme of THEMES) {
        const short = theme.split(' ').at(-1)!.replace('vscode-', '');
        it(`${name}, ${short}, ${width} px wide`, async () => {
          await page.setViewportSize({ width, height: 700 });
          await setTheme(page, theme);
          const card = makeCard();
          await render(page, CARD_MIME, card);
          await page.waitForSelector('.canvas svg >> nth=1');
          if (selects === true) {
            await page
              .getByLabel('Go to channel')
              .last()
              .fill(String(card.details.at(-1)?.set));
            await page.keyboard.press('Enter');
            await page.locator('h2').click();
          }
          await page.evaluate(() => document.fonts.ready);
          await page.locator('.normscope-card').scrollIntoViewIfNeeded();
          await page.waitForTimeout(250);
          assert.deepEqual(await fontsOfThisMachine(page), {}, 'another machine would draw these in another font');
          const taken = await page.locator('.normscope-card').screenshot();
          await disposeOutput(page);
          await compare(`${name}-${short}-${width}`, taken);
        });
      }
    }
  }
});
