import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { manualSeed, nn, noGrad, randn } from '../../src/engine/index.ts';
import { Lens } from '../../src/lens/index.ts';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { parseRequest } from '../../src/protocol/rendererMessages.ts';
import type { Setting } from '../../src/protocol/whatIf.ts';
import { median } from './measure.ts';
import { DIST } from './paths.ts';

/** What a move of a slider costs on a card of a million elements; medians in milliseconds. */
export interface WhatIfFigures {
  /** From the question to the answer, in the kernel. */
  readonly computed: number;
  /** From the slider's move until the charts are redrawn, the computation and both messages included. */
  readonly redrawn: number;
}

const ROUNDS = 31;

interface PageGlobals {
  readonly ask: (request: unknown) => Promise<unknown>;
  readonly renderer: { renderOutputItem: (item: object, element: HTMLElement) => void };
}

/** A page with a renderer whose questions `answer` gets. */
async function openPage(page: Page, answer: (request: unknown) => unknown): Promise<void> {
  const script = readFileSync(new URL('renderer.js', DIST));
  await page.route('**', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ body: script, contentType: 'text/javascript' })
      : route.fulfill({ body: '<!doctype html><body class="vscode-dark"></body>', contentType: 'text/html' }),
  );
  await page.exposeFunction('ask', answer);
  await page.goto('http://normscope.localhost/');
  await page.evaluate(async () => {
    const url = new URL('/renderer.js', location.href).href;
    const { activate } = (await import(url)) as { activate: (context: object) => object };
    const { ask } = globalThis as unknown as PageGlobals;
    let receive: (message: unknown) => void;
    const context = {
      postMessage: (request: unknown) => void ask(request).then((answer) => receive(answer)),
      onDidReceiveMessage: (listener: typeof receive) => (receive = listener),
    };
    Object.assign(globalThis, { renderer: activate(context) });
  });
}

/** Moves the first slider one step, and waits until both charts are others and have been painted. */
function move(page: Page, step: number): Promise<number> {
  return page.evaluate(async (step) => {
    const slider = document.querySelector<HTMLInputElement>('.slider input')!;
    const charts = (): (Element | null)[] =>
      ['.density', '.sets'].map((panel) => document.querySelector(`${panel} .canvas svg`));
    const before = charts();
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    const start = performance.now();
    slider.value = String(step);
    slider.dispatchEvent(new Event('input'));
    while (charts().some((chart, index) => chart === null || chart === before[index])) await frame();
    return performance.now() - start;
  }, step);
}

/** Measures in Chromium, which CHROME_PATH or the usual place has; undefined where there is none. */
export async function measureWhatIf(): Promise<WhatIfFigures | undefined> {
  const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) return undefined;
  manualSeed(1);
  const lens = new Lens();
  const input = randn([32, 32, 32, 32]);
  noGrad(() => new nn.BatchNorm2d(32).call(input));
  const [card] = lens.takeCards();
  const times: number[] = [];
  const timed = (setting: Setting): unknown => {
    const start = performance.now();
    const result = lens.whatIf(card!.id, setting) ?? null;
    times.push(performance.now() - start);
    return result;
  };
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    await openPage(page, (message) => {
      const request = parseRequest(message);
      if (request?.type !== 'whatIf') return undefined;
      return { type: 'whatIf', question: request.question, result: timed(request.setting) };
    });
    await page.evaluate(
      ({ card, mime }) => {
        const { renderer } = globalThis as unknown as PageGlobals;
        const root = document.body.appendChild(document.createElement('div'));
        renderer.renderOutputItem({ id: 'one', mime, json: () => card }, root);
        document.querySelector<HTMLElement>('.what-if summary')!.click();
      },
      { card, mime: CARD_MIME },
    );
    await page.waitForSelector('.slider input');
    await page.waitForSelector('.sets .canvas svg');
    const moves: number[] = [];
    for (let round = 0; round < ROUNDS; round++) moves.push(await move(page, 24 + (round % 2)));
    return { computed: median(times), redrawn: median(moves) };
  } finally {
    await browser.close();
    lens.dispose();
  }
}

/** The section of a report. */
export function whatIfReport(figures: WhatIfFigures | undefined): string[] {
  if (figures === undefined) return ['## What if', '', 'Not measured: there was no Chromium.', ''];
  return [
    '## What if',
    '',
    'A move of a slider on the card of BatchNorm2d with 32 channels and a million elements. Goal: redrawn in 100 ms.',
    '',
    `- Computed again in ${figures.computed.toFixed(1)} ms.`,
    `- From the move until the charts are redrawn: ${Math.round(figures.redrawn)} ms.`,
    '',
  ];
}
