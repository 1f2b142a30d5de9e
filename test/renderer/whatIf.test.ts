import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { manualSeed, nn, noGrad, randn, type Tensor } from '../../src/engine/index.ts';
import { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { parseRequest, type RendererRequest } from '../../src/protocol/rendererMessages.ts';
import {
  activateRenderer,
  disposeOutput,
  openRendererPage,
  render,
  sendMessage,
  sentMessages,
  setTheme,
} from './page.ts';
import { THEMES } from './themes.ts';
import { violations } from './violations.ts';

type WhatIfRequest = Extract<RendererRequest, { type: 'whatIf' }>;

function input(): Tensor {
  manualSeed(1);
  const scale = randn([1, 12, 1, 1]).abs().mul(0.6).add(0.05);
  return randn([8, 12, 6, 6])
    .mul(scale)
    .add(randn([1, 12, 1, 1]));
}

describe('What if, on a card', () => {
  let page: Page;
  let lens: Lens;
  let card: Card;
  const errors: string[] = [];

  before(async () => {
    page = await openRendererPage();
    page.on('pageerror', (error) => errors.push(error.message));
  });

  after(() => page.close());

  beforeEach(() => {
    lens = new Lens();
  });

  afterEach(async () => {
    lens.dispose();
    await disposeOutput(page);
    assert.deepEqual(errors.splice(0), []);
  });

  /** Shows the card of what runs within `run`, beside an extension whose part the test plays. */
  async function show(run: () => unknown): Promise<void> {
    noGrad(run);
    card = [...lens.takeCards()].at(-1)!;
    await activateRenderer(page, true);
    await render(page, CARD_MIME, card);
    await page.waitForSelector('.sets .canvas svg');
  }

  async function requests(): Promise<RendererRequest[]> {
    return (await sentMessages(page)).map((message) => {
      const request = parseRequest(message);
      assert.ok(request !== undefined, 'the extension understands it');
      return request;
    });
  }

  async function answer({ question, card: id, setting }: WhatIfRequest): Promise<void> {
    await sendMessage(page, { type: 'whatIf', question, result: lens.whatIf(id, setting) ?? null });
  }

  /** Answers all there is to answer. Returns the last setting that was asked for. */
  async function answerAll(): Promise<WhatIfRequest['setting'] | undefined> {
    let last: WhatIfRequest['setting'] | undefined;
    for (;;) {
      const asked = await requests();
      for (const request of asked) {
        if (request.type === 'whatIf') {
          last = request.setting;
          await answer(request);
        } else if (request.type === 'detail') {
          const { set } = request;
          await sendMessage(page, { type: 'detail', card: card.id, set, detail: lens.detail(card.id, set) ?? null });
        }
      }
      if (asked.length === 0) return last;
    }
  }

  async function open(run: () => unknown = () => new nn.BatchNorm2d(12).forward(input())): Promise<void> {
    await show(run);
    await page.locator('.what-if summary').click();
    await page.waitForFunction(() => document.querySelector('.what-if .note') !== null);
    await answerAll();
    await page.waitForSelector('.slider');
  }

  const slider = (name: string) => page.getByRole('slider', { name, exact: true });
  const sentence = (): Promise<string> => page.locator('.sentence').innerText();
  const row = async (stage: string): Promise<string> =>
    (await page.locator('.numbers tr', { hasText: stage }).innerText()).replace(/\s+/g, ' ');

  /** Waits until a row is `expected`: the browser tells later that a part was closed. */
  async function becomes(stage: string, expected: string): Promise<void> {
    const deadline = Date.now() + 5000;
    while ((await row(stage)) !== expected && Date.now() < deadline) await page.waitForTimeout(20);
    assert.equal(await row(stage), expected);
  }

  async function press(name: string, key: string, times = 1): Promise<void> {
    await slider(name).focus();
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  }

  it('is closed at first, and asks nothing until it is opened', async () => {
    await show(() => new nn.BatchNorm2d(12).forward(input()));
    assert.equal(await page.locator('.what-if[open]').count(), 0);
    assert.deepEqual(await requests(), []);
  });

  it('is not there where nobody answers, nor for layers of another formula', async () => {
    await show(() => new nn.BatchRenorm(12).forward(input().mean([2, 3])));
    assert.equal(await page.locator('.what-if').count(), 0);
    await show(() => new nn.BatchNorm2d(12).forward(input()));
    assert.equal(await page.locator('.what-if').count(), 1);
    await activateRenderer(page);
    await render(page, CARD_MIME, card);
    assert.equal(await page.locator('.what-if').count(), 0);
  });

  it('shows what another eps makes of it, by keyboard, in a sentence that names the numbers', async () => {
    await open();
    await press('eps', 'ArrowRight', 12);
    assert.deepEqual(await answerAll(), { eps: 0.1 });
    assert.equal(await slider('eps').getAttribute('aria-valuetext'), '0.1');
    const changed = lens.whatIf(card.id, { eps: 0.1 });
    assert.ok(changed !== undefined && 'card' in changed);
    const std = changed.card.stages.output.std!.toFixed(3);
    const text = await sentence();
    assert.match(
      text,
      new RegExp(`^eps 1e−5 → 0\\.1: σ of y falls from 1\\.000 to ${std}; channel 11, whose variance`),
    );
    assert.match(text, /most \(σ 0\.999 → 0\.\d+\)\.$/);
    assert.match(await row('output y'), new RegExp(`${std} \\(1\\.000\\)`));
    assert.match(await page.locator('.density p').first().innerText(), /thin: as it was/);
  });

  it('is moved by the mouse', async () => {
    await open();
    const box = (await slider('γ ×').boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2);
    const setting = await answerAll();
    assert.ok(Math.abs(setting!.scale! - 2) < 0.15, JSON.stringify(setting));
    assert.match(await sentence(), /^γ × [\d.]+: σ of y rises from 1\.000 to/);
    await page.getByRole('radio', { name: 'evaluation' }).click();
    assert.equal((await answerAll())!.statistics, 'running');
    assert.match(await sentence(), /as in evaluation/);
  });

  it('asks one question at a time, the latest next', async () => {
    await open();
    await press('eps', 'ArrowRight', 5);
    const asked = await requests();
    assert.equal(asked.length, 1, 'four more moves wait');
    await answer(asked[0] as WhatIfRequest);
    const next: WhatIfRequest[] = [];
    for (const deadline = Date.now() + 5000; next.length === 0 && Date.now() < deadline;) {
      next.push(...((await requests()) as WhatIfRequest[]));
    }
    assert.deepEqual(
      next.map(({ setting }) => setting),
      [{ eps: 5e-4 }],
    );
    await answer(next[0]!);
    await page.waitForTimeout(50);
    assert.deepEqual(await requests(), []);
    assert.match(await sentence(), /1e−5 → 5e−4/);
  });

  it('says what the framework says, and shows the card as it was', async () => {
    await open(() => new nn.BatchNorm1d(6).forward(randn([5, 6])));
    const before = await row('output y');
    await press('first samples', 'Home');
    assert.deepEqual(await answerAll(), { samples: 1 });
    const text = 'ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 6])';
    assert.equal(await sentence(), text);
    assert.equal(await row('output y'), before);
    await press('first samples', 'ArrowRight', 2);
    await answerAll();
    assert.match(await sentence(), /^the first 3 of 5 samples: /);
  });

  it('says that momentum does nothing to y in training, and shows where running statistics go', async () => {
    await open();
    assert.equal(await page.locator('.running:visible').count(), 0);
    await press('momentum', 'End');
    assert.deepEqual(await answerAll(), { momentum: 1 });
    assert.match(
      await sentence(),
      /^momentum 0\.1 → 1: y stays as it is, for in training it does not depend on momentum/,
    );
    assert.match(await sentence(), /forgotten after 0 updates instead of 6\.6\.$/);
    await page.waitForSelector('.running .canvas svg');
    await page.getByRole('button', { name: 'Reset' }).click();
    assert.equal(await page.locator('.running:visible').count(), 0);
  });

  it('counts momentum as Keras does for its layers', async () => {
    const { keras } = await import('../../src/engine/index.ts');
    await open(() => new keras.layers.BatchNormalization({ axis: 1 }).call(input(), { training: true }));
    assert.equal(await slider('momentum').getAttribute('aria-valuetext'), '0.99');
    await press('momentum', 'Home');
    assert.equal(await slider('momentum').getAttribute('aria-valuetext'), '0');
    assert.deepEqual(await answerAll(), { momentum: 1 });
  });

  it('offers only what means something for the layer', async () => {
    const names = async (): Promise<string[]> =>
      (await page.locator('.settings .name').allInnerTexts()).filter((name) => name !== '');
    await open(() => new nn.RMSNorm([6]).forward(input()));
    assert.deepEqual(await names(), ['eps', 'γ ×']);
    await open(() => new nn.InstanceNorm2d(12).forward(input()));
    assert.deepEqual(await names(), ['eps']);
    await open(() => new nn.LayerNorm([6]).forward(input()));
    assert.deepEqual(await names(), ['eps', 'γ ×', 'β +']);
    await open(() => new nn.BatchNorm2d(12, { trackRunningStats: false }).forward(input()));
    assert.deepEqual(await names(), ['eps', 'γ ×', 'β +', 'first samples']);
    assert.equal(await page.getByRole('radio').count(), 0);
  });

  it('changes the γ and β of the selected channel alone', async () => {
    await open();
    await page.getByLabel('Go to channel').last().fill('3');
    await page.keyboard.press('Enter');
    await answerAll();
    await press('β of channel 3 +', 'ArrowRight', 10);
    assert.deepEqual(await answerAll(), { shift: 1, set: 3 });
    assert.match(
      await sentence(),
      /^β of channel 3 \+ 1: .*channel 3, whose variance is .*, most \(mean 0\.000 → 1\.000\)/,
    );
    assert.match(await row('output y'), /1\.000 \(0\.000\)/);
    await page.keyboard.press('Escape');
    await answerAll();
    assert.match(await sentence(), /^β \+ 1: the mean of y goes from 0\.000 to 1\.000\.$/);
  });

  it('goes back by Reset, by moving back, and by being closed', async () => {
    await open();
    const before = await row('output y');
    for (const back of [
      () => page.getByRole('button', { name: 'Reset' }).click(),
      () => press('γ ×', 'ArrowLeft', 3),
      () => page.locator('.what-if summary').click(),
    ]) {
      await press('γ ×', 'ArrowRight', 3);
      await answerAll();
      assert.notEqual(await row('output y'), before);
      await back();
      await becomes('output y', before);
      await answerAll();
      assert.equal(await row('output y'), before, 'also when an answer comes late');
    }
  });

  it('puts the setting into a new cell', async () => {
    await open();
    await press('eps', 'End');
    await answerAll();
    await page.getByRole('button', { name: 'Put into a new cell' }).click();
    const [request] = await requests();
    assert.ok(request?.type === 'whatIfCell');
    assert.deepEqual([request.card, request.setting], [card.id, { eps: 10 }]);
    await sendMessage(page, { type: 'whatIfCell', question: request.question, isDone: true });
    await page.waitForFunction(() =>
      document.querySelector('.what-if .status')?.textContent?.includes('new cell below'),
    );
  });

  it('says so where the kernel has the tensors no longer, without dead sliders', async () => {
    await open();
    lens.dispose();
    await press('eps', 'ArrowRight');
    await answerAll();
    assert.match(
      await page.locator('.what-if .note').innerText(),
      /no longer has this layer’s input. Run the cell again/,
    );
    assert.equal(await page.locator('.slider').count(), 0);
  });

  it('ignores answers that are none', async () => {
    await open();
    await press('eps', 'ArrowRight');
    const [request] = (await requests()) as WhatIfRequest[];
    for (const result of [{}, { controls: {} }, { ...lens.whatIf(card.id, {}), card: { title: 1 } }]) {
      await sendMessage(page, { type: 'whatIf', question: request!.question, result });
    }
    await sendMessage(page, { type: 'whatIf', question: 10_000, result: null });
    assert.equal((await page.locator('.slider').count()) > 0, true);
    await answer(request!);
    await page.waitForFunction(() => document.querySelector('.sentence')?.textContent?.startsWith('eps'));
  });

  it('keeps axes while a slider is dragged, and never shows an empty chart', async () => {
    await open();
    await page.evaluate(() => {
      const state = globalThis as unknown as { empty: number; watching: boolean };
      Object.assign(state, { empty: 0, watching: true });
      const look = (): void => {
        for (const panel of document.querySelectorAll('.density, .sets')) {
          if (panel.querySelector('.canvas svg') === null) state.empty++;
        }
        if (state.watching) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const ticks = (): Promise<string[]> => page.locator('.density .role-axis-label text').allInnerTexts();
    const box = (await slider('γ ×').boundingBox())!;
    const y = box.y + box.height / 2;
    const moveTo = async (share: number): Promise<void> => {
      await page.mouse.move(box.x + box.width * share, y);
      await answerAll();
      await page.waitForTimeout(120);
    };
    await page.mouse.move(box.x + box.width * 0.26, y);
    await page.mouse.down();
    await moveTo(0.9);
    const wide = await ticks();
    await moveTo(0.3);
    assert.deepEqual(await ticks(), wide, 'the axes stay while the slider is held');
    await page.mouse.up();
    await answerAll();
    // And fit again when it is let go.
    const held = JSON.stringify(wide);
    await page.waitForFunction(
      (ticks) =>
        ticks !==
        JSON.stringify(
          [...document.querySelectorAll('.density .role-axis-label text')].map(({ textContent }) => textContent),
        ),
      held,
    );
    const empty = await page.evaluate(() => {
      const state = globalThis as unknown as { empty: number; watching: boolean };
      state.watching = false;
      return state.empty;
    });
    assert.equal(empty, 0);
  });

  it('prints and saves the card as it was', async () => {
    await open();
    const before = await row('output y');
    await press('γ ×', 'ArrowRight', 5);
    await answerAll();
    const changed = await row('output y');
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await row('output y'), before);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.what-if').isVisible(), false);
    await page.emulateMedia({ media: null });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await row('output y'), changed);
  });

  for (const theme of THEMES) {
    it(`finds axe content in ${theme}, narrow and wide, in both languages`, async () => {
      for (const [width, locale] of [
        [400, 'zh-CN'],
        [1600, 'en-US'],
      ] as const) {
        const other = await openRendererPage(width, locale);
        const own = page;
        page = other;
        try {
          await setTheme(page, theme);
          await open();
          await page.locator('.slider input').first().focus();
          for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
          await answerAll();
          assert.match(await sentence(), /eps 1e−5 → 0\.1/);
          assert.deepEqual(await violations(page), []);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(overflow <= 0, `${overflow} pixels stick out at ${width}`);
        } finally {
          page = own;
          await other.close();
        }
      }
    });
  }
});
