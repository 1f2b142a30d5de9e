import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { manualSeed, nn, noGrad, optim, randn } from '../../src/engine/index.ts';
import { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { median } from './measure.ts';
import { DIST } from './paths.ts';

/** What cards cost where they are looked at; times in milliseconds. */
export interface CardFigures {
  /** Of each kind of card, until all its charts are drawn, and its payload in bytes. */
  readonly cards: readonly { readonly name: string; readonly paint: number; readonly payload: number }[];
  /** Between two frames while {@link CARDS} cards scroll by: when each is drawn as it comes near, and afterwards. */
  readonly frames: { readonly whileDrawn: Spread; readonly afterwards: Spread };
  /** The renderer's script in bytes. */
  readonly renderer: number;
}

/** The median, and what 95 of 100 stay below. */
interface Spread {
  readonly middle: number;
  readonly slow: number;
}

function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  return { middle: median(sorted), slow: sorted[Math.floor(0.95 * sorted.length)] ?? NaN };
}

const CARDS = 50;
const ROUNDS = 15;

/** Pixels that a wheel turns at once. */
const SCROLL_STEP = 120;

function cardsOf(run: () => unknown): Card {
  manualSeed(1);
  const lens = new Lens();
  run();
  const [card] = lens.takeCards();
  lens.dispose();
  return card!;
}

function train(): void {
  const net = new nn.Sequential(new nn.Linear(8, 12), new nn.BatchNorm1d(12), new nn.Tanh(), new nn.Linear(12, 1));
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
  for (let step = 0; step < 100; step++) {
    const x = randn([64, 8]);
    optimizer.zeroGrad();
    net.call(x).pow(2).mean().backward();
    optimizer.step();
  }
}

const KINDS: readonly (readonly [name: string, run: () => unknown])[] = [
  [
    'BatchNorm2d, 32 channels, 16 million elements',
    () => noGrad(() => new nn.BatchNorm2d(32).call(randn([10, 32, 224, 224]))),
  ],
  ['BatchNorm1d, 2,048 channels', () => noGrad(() => new nn.BatchNorm1d(2048).call(randn([64, 2048])))],
  ['a layer in training: three stages, running statistics, gradients', train],
];

interface PageGlobals {
  readonly renderer: {
    renderOutputItem: (item: object, element: HTMLElement) => void;
    disposeOutputItem: () => void;
  };
}

/** Shows `card` in a new element at the end of the page, and waits until it is drawn. Returns how long that took. */
function paint(page: Page, card: Card): Promise<number> {
  return page.evaluate(
    async ({ card, mime }) => {
      const { renderer } = globalThis as unknown as PageGlobals;
      renderer.disposeOutputItem();
      document.body.replaceChildren();
      const root = document.body.appendChild(document.createElement('div'));
      const start = performance.now();
      renderer.renderOutputItem({ id: String(start), mime, json: () => card }, root);
      const isDrawn = (): boolean => {
        const panels = [...root.querySelectorAll('.chart')];
        return panels.length > 0 && panels.every((panel) => panel.querySelector('.canvas svg') !== null);
      };
      while (!isDrawn()) await new Promise((resolve) => setTimeout(resolve, 1));
      return performance.now() - start;
    },
    { card, mime: CARD_MIME },
  );
}

/** Scrolls past `cards` twice and returns the times between frames, while they are drawn and when they have been. */
function scroll(page: Page, cards: readonly Card[]): Promise<[number[], number[]]> {
  return page.evaluate(
    async ({ cards, mime, step }) => {
      const { renderer } = globalThis as unknown as PageGlobals;
      renderer.disposeOutputItem();
      document.body.replaceChildren();
      for (const [index, card] of cards.entries()) {
        const root = document.body.appendChild(document.createElement('div'));
        renderer.renderOutputItem({ id: `scrolled ${index}`, mime, json: () => card }, root);
      }
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const pass = async (): Promise<number[]> => {
        scrollTo(0, 0);
        const times: number[] = [];
        let before = await frame();
        while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
          scrollBy(0, step);
          const now = await frame();
          times.push(now - before);
          before = now;
        }
        return times;
      };
      return [await pass(), await pass()] as [number[], number[]];
    },
    { cards, mime: CARD_MIME, step: SCROLL_STEP },
  );
}

/** Measures in Chromium, which CHROME_PATH or the usual place has; undefined where there is none. */
export async function measureCards(): Promise<CardFigures | undefined> {
  const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) return undefined;
  const script = readFileSync(new URL('renderer.js', DIST));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    await page.route('**', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ body: script, contentType: 'text/javascript' })
        : route.fulfill({ body: '<!doctype html><body class="vscode-dark"></body>', contentType: 'text/html' }),
    );
    await page.goto('http://normscope.localhost/');
    await page.evaluate(async () => {
      const url = new URL('/renderer.js', location.href).href;
      const { activate } = (await import(url)) as { activate: (context: object) => object };
      Object.assign(globalThis, { renderer: activate({}) });
    });
    const made = KINDS.map(([name, run]) => ({ name, card: cardsOf(run) }));
    const cards = [];
    for (const { name, card } of made) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) times.push(await paint(page, card));
      cards.push({ name, paint: median(times), payload: JSON.stringify(card).length });
    }
    const many = Array.from({ length: CARDS }, (_, index) => made[index % made.length]!.card);
    const [unseen, seen] = await scroll(page, many);
    return {
      cards,
      frames: { whileDrawn: spread(unseen), afterwards: spread(seen) },
      renderer: script.length,
    };
  } finally {
    await browser.close();
  }
}

/** The section of a report. */
export function cardsReport(figures: CardFigures | undefined): string[] {
  if (figures === undefined) return ['## Cards', '', 'Not measured: there was no Chromium.', ''];
  const { cards, frames, renderer } = figures;
  const told = ({ middle, slow }: Spread): string =>
    `${middle.toFixed(1)} ms a frame, 95 of 100 below ${slow.toFixed(1)} ms`;
  return [
    '## Cards',
    '',
    'In Chromium without a graphics card. Goals: drawn in 150 ms, a payload of 60 KB, a renderer of 1 MB, 50 cards that',
    'scroll smoothly.',
    '',
    '| card | drawn in | payload |',
    '|---|---:|---:|',
    ...cards.map(
      ({ name, paint: time, payload }) => `| ${name} | ${Math.round(time)} ms | ${(payload / 1000).toFixed(1)} KB |`,
    ),
    '',
    `- ${CARDS} cards scroll past at ${SCROLL_STEP} px a frame: ${told(frames.afterwards)}; the first time, when each is drawn as it comes near, ${told(frames.whileDrawn)}.`,
    `- The renderer: ${Math.round(renderer / 1000)} KB, minified.`,
    '',
  ];
}
