import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { manualSeed, nn, noGrad, randn } from '../../src/engine/index.ts';
import { type Cell, type Notebook, readPictures } from '../../src/export/index.ts';
import type { ShownOutput } from '../../src/protocol/output.ts';
import {
  CARD_MIME,
  HTML_MIME,
  JSON_MIME,
  type MimeBundle,
  PNG_MIME,
  SVG_MIME,
  TEXT_MIME,
  VEGA_LITE_MIME,
} from '../../src/protocol/mime.ts';
import { cardOf } from '../lens/cardOf.ts';
import { violations } from '../renderer/violations.ts';
import { openPage, pageOf } from './openPage.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const BARS = {
  data: {
    values: [
      { x: 1, y: 2 },
      { x: 2, y: 3 },
    ],
  },
  mark: 'bar',
  encoding: { x: { field: 'x', type: 'ordinal' }, y: { field: 'y', type: 'quantitative' } },
};

function notebook(...cells: Cell[]): Notebook {
  return { name: 'lesson', language: 'python', cells };
}

function code(source: string, ...outputs: ShownOutput[]): Cell {
  return { kind: 'code', language: 'python', source, executionCount: 1, outputs };
}

function shown(data: MimeBundle): ShownOutput {
  return { type: 'display', data };
}

function markdown(source: string): Cell {
  return { kind: 'markdown', source };
}

function card(): unknown {
  manualSeed(1);
  return cardOf(() => noGrad(() => new nn.BatchNorm2d(5).forward(randn([4, 5, 6, 6]).mul(3).add(2))));
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('A notebook as HTML', () => {
  it('shows text, formulas, code in colours, and every kind of output', async () => {
    const html = await pageOf(
      notebook(
        markdown('# Norms\n\nA **mean** $\\mu$ and [a link](https://example.org).\n\n| a |\n|---|\n| 1 |'),
        code(
          'def f():\n    return "x"  # why',
          { type: 'stream', name: 'stdout', text: '\r 10 %\r100 %\n' },
          { type: 'stream', name: 'stdout', text: '\u001b[32mgreen\u001b[0m & <b>' },
          { type: 'error', name: 'ValueError', message: 'no', traceback: '\u001b[31mValueError\u001b[0m: no' },
          shown({ [HTML_MIME]: '<table class="dataframe"><tr><td>7</td></tr></table>' }),
          shown({ [JSON_MIME]: { a: [1, null] } }),
          shown({ [PNG_MIME]: PIXEL, [TEXT_MIME]: 'a pixel\nmore' }),
          shown({ [SVG_MIME]: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' }),
        ),
      ),
    );
    const { page, incidents } = await openPage(html);
    assert.equal(await page.title(), 'Norms');
    assert.equal(await page.locator('h1').innerText(), 'Norms');
    assert.equal(await page.locator('math mi').first().textContent(), 'μ');
    assert.equal(await page.locator('a').getAttribute('rel'), 'noopener noreferrer');
    assert.equal(await page.locator('.input .hljs-keyword').first().innerText(), 'def');
    assert.equal(await page.locator('.stdout').innerText(), '100 %\ngreen & <b>');
    assert.equal(await page.locator('.ansi-green-fg').innerText(), 'green');
    assert.equal(await page.locator('.error').innerText(), 'ValueError: no');
    assert.equal(await page.locator('.html td').innerText(), '7');
    assert.match(await page.locator('.json').innerText(), /"a": \[\n\s+1,\n\s+null/);
    assert.equal(await page.locator('img').first().getAttribute('alt'), 'a pixel');
    assert.equal(
      await page
        .locator('img')
        .nth(1)
        .evaluate((image) => image.clientWidth),
      9,
    );
    assert.deepEqual(incidents, []);
    await page.close();
  });

  it('draws cards and charts, offline', async () => {
    const { page, incidents } = await openPage(
      await pageOf(
        notebook(code('bn(x)', shown({ [CARD_MIME]: card() })), code('', shown({ [VEGA_LITE_MIME]: BARS }))),
      ),
    );
    await page.waitForSelector('.normscope-card .canvas svg >> nth=1');
    await page.waitForSelector('.normscope-figure svg');
    assert.equal(await page.locator('.normscope-problem').count(), 0);
    assert.deepEqual(incidents, []);
    await page.close();
  });

  it('follows the preferred theme and contrast, and is light on paper', async () => {
    const html = await pageOf(notebook(markdown('text'), code('', shown({ [CARD_MIME]: card() }))));
    const seen = new Set<string>();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const contrast of ['no-preference', 'more'] as const) {
        const { page } = await openPage(html, { colorScheme, contrast });
        await page.waitForSelector('.normscope-card .canvas svg');
        const [className, ground, ink] = await page.evaluate(() => {
          const style = getComputedStyle(document.documentElement);
          return [document.body.className, style.backgroundColor, style.color];
        });
        assert.equal(className?.includes('high-contrast'), contrast === 'more');
        seen.add(`${ground} ${ink}`);
        await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
        assert.equal(await page.evaluate(() => document.body.className), 'vscode-light');
        await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
        assert.equal(await page.evaluate(() => document.body.className), className);
        await page.close();
      }
    }
    assert.equal(seen.size, 4);
  });

  it('gives axe nothing to complain about, in any theme', async () => {
    const html = await pageOf(
      notebook(
        markdown('# Norms\n\nA mean $\\mu$ and [a link](https://example.org).\n\n| a |\n|---|\n| 1 |'),
        code(
          'def f(x):\n    return "x" + str(1)  # why\n\n@f\nclass A(B): pass',
          {
            type: 'stream',
            name: 'stdout',
            text: [30, 31, 32, 33, 34, 35, 36, 37].map((n) => `\u001b[${n}mtext`).join(' '),
          },
          { type: 'stream', name: 'stderr', text: 'a warning' },
          { type: 'error', name: 'ValueError', message: 'no', traceback: '\u001b[31mValueError\u001b[0m: no' },
          shown({ [PNG_MIME]: PIXEL, [TEXT_MIME]: 'a pixel' }),
          shown({ [JSON_MIME]: { a: [1, null] } }),
          shown({ [VEGA_LITE_MIME]: BARS }),
          shown({ [CARD_MIME]: card() }),
        ),
      ),
    );
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const contrast of ['no-preference', 'more'] as const) {
        const { page } = await openPage(html, { colorScheme, contrast });
        await page.waitForSelector('.normscope-card .canvas svg >> nth=1');
        await page.waitForSelector('.normscope-figure svg');
        assert.deepEqual(await violations(page), [], `${colorScheme}, contrast ${contrast}`);
        await page.close();
      }
    }
  });

  it('has all charts on paper, those included that were never seen', async () => {
    const cells = Array.from({ length: 6 }, () => code('', shown({ [CARD_MIME]: card() })));
    const { page } = await openPage(await pageOf(notebook(...cells)));
    await page.waitForSelector('.normscope-card .canvas svg');
    await page.evaluate(() => {
      window.addEventListener('beforeprint', () => {
        document.body.dataset.printed = String(document.querySelectorAll('.canvas svg').length);
      });
    });
    await page.pdf();
    assert.equal(await page.evaluate(() => document.body.dataset.printed), '12');
    await page.close();
  });

  it('fits from 400 to 1,600 pixels', async () => {
    const html = await pageOf(
      notebook(
        markdown(`# Title\n\n${'word '.repeat(80)}\n\n$$\\sum_{i=1}^{n} ${'x_i + '.repeat(30)} 0$$`),
        code(`x = "${'long '.repeat(60)}"`, shown({ [CARD_MIME]: card() }), shown({ [VEGA_LITE_MIME]: BARS })),
      ),
    );
    for (const width of [400, 1600]) {
      const { page } = await openPage(html, { viewport: { width, height: 900 } });
      await page.waitForSelector('.normscope-figure', { state: 'attached' });
      await page.evaluate(() => {
        scrollTo(0, document.documentElement.scrollHeight);
      });
      await page.waitForSelector('.normscope-figure svg');
      assert.ok((await overflow(page)) <= 0, `nothing sticks out at ${width}`);
      await page.close();
    }
  });

  it('runs nothing of a hostile notebook', async () => {
    const attack = 'alert(1)';
    const pieces = [
      `<script>${attack}</script>`,
      `<img src=x onerror="${attack}">`,
      `<svg onload="${attack}"><script>${attack}</script></svg>`,
      `<a id="lure" href="javascript:${attack}">click</a>`,
      `<iframe srcdoc="<script>parent.${attack}</script>"></iframe>`,
      `<style>body{display:none}</style><link rel="stylesheet" href="https://example.org/a.css">`,
      `<p style="background:url(https://example.org/a.png);position:fixed;inset:0">over</p>`,
      `<form action="https://example.org"><button>send</button></form><base href="https://example.org/">`,
      `<math><mtext><table><mglyph><style><img src=x onerror=${attack}></style></mglyph></table></mtext></math>`,
      `<div title="\n\n$x$\n\n" onclick=${attack}>`,
    ];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="${attack}"><script>${attack}</script></svg>`;
    const json = { text: `</script><script>${attack}</script><!--<script>` };
    const { page, incidents } = await openPage(
      await pageOf({
        name: `</title><script>${attack}</script>`,
        language: 'python',
        cells: [
          ...pieces.map(markdown),
          markdown(`[link](javascript:${attack}) ![i](javascript:${attack}) $\\href{javascript:${attack}}{x}$`),
          ...pieces.map((piece) => code(piece, shown({ [HTML_MIME]: piece, [TEXT_MIME]: piece }))),
          code('', shown({ [SVG_MIME]: svg })),
          code('', shown({ [JSON_MIME]: json }), shown({ [CARD_MIME]: json }), shown({ [VEGA_LITE_MIME]: json })),
          code('', shown({ [VEGA_LITE_MIME]: { ...BARS, data: { url: 'https://example.org/a.csv' } } })),
          code('', { type: 'stream', name: 'stdout', text: `\u001b[31m</pre><script>${attack}</script>` }),
        ],
      }),
    );
    await page.evaluate(() => {
      scrollTo(0, document.body.scrollHeight);
    });
    await page.waitForSelector('.normscope-problem >> nth=1');
    for (const link of await page.locator('a').all()) {
      assert.doesNotMatch((await link.getAttribute('href')) ?? '', /script/i);
    }
    const handlers = await page.evaluate(() =>
      [...document.querySelectorAll('main *')].flatMap((element) =>
        [...element.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
      ),
    );
    assert.deepEqual(handlers, []);
    const foreign =
      'main :is(iframe, form, style:not(.chart-place *), link, base, script:not([type="application/json"]))';
    assert.equal(await page.locator(foreign).count(), 0);
    assert.equal(
      await page
        .locator('p:has-text("over")')
        .first()
        .evaluate((p) => getComputedStyle(p).position),
      'static',
    );
    assert.deepEqual(incidents, []);
    await page.close();
  });

  it('offers pictures of other places as links, and shows those that a cell carries', async () => {
    const { page, incidents } = await openPage(
      await pageOf(
        notebook(markdown('![a cat](https://example.org/cat.png)'), {
          kind: 'markdown',
          source: '![a dot](attachment:the%20dot.png)',
          attachments: { 'the dot.png': { [PNG_MIME]: PIXEL } },
        }),
      ),
    );
    assert.equal(await page.locator('a').innerText(), 'a cat');
    assert.equal(await page.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth), 1);
    assert.deepEqual(incidents, []);
    await page.close();
  });

  it('holds pictures from the notebook’s folder, and from nowhere else', async () => {
    const addresses = [
      'a%20dot.png',
      './sub/dot.PNG',
      'gone.png',
      '../up.png',
      'a/../../up.png',
      '/etc/x.png',
      'c:x.png',
    ];
    const text = notebook(markdown(addresses.map((address) => `![${address}](${address})`).join('\n')));
    const asked: string[] = [];
    const pictures = await readPictures(text, (file) => {
      asked.push(file);
      return file === 'gone.png' ? Promise.reject(new Error('gone')) : Promise.resolve(Buffer.from(PIXEL, 'base64'));
    });
    assert.deepEqual(asked, ['a dot.png', 'sub/dot.PNG', 'gone.png']);
    const shownText = (await pageOf(text, pictures)).split('</main>', 1)[0];
    assert.equal(shownText?.match(/<img [^>]*src="data:image\/png;base64,/g)?.length, 2);
    assert.equal(shownText?.match(/<a\b[^>]*>/g)?.length, 5);
  });

  it('falls back to the next representation where nothing of the richest may be shown', async () => {
    const data = { [HTML_MIME]: '<div><script>draw()</script></div>', [TEXT_MIME]: 'Figure(3)' };
    assert.match(await pageOf(notebook(code('', shown(data)))), /<pre class="plain"[^>]*>Figure\(3\)<\/pre>/);
  });

  it('shows a picture where no script runs', async () => {
    const html = await pageOf(
      notebook(code('', shown({ [CARD_MIME]: card(), [PNG_MIME]: PIXEL, [TEXT_MIME]: 'A card' }))),
    );
    const { page } = await openPage(html, { javaScriptEnabled: false });
    assert.equal(await page.locator('noscript img, .chart-output img').first().getAttribute('alt'), 'A card');
    await page.close();
  });
});
