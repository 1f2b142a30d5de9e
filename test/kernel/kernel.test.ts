import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CARD_MIME, PNG_MIME, SVG_MIME, TEXT_MIME, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';
import type { Output } from '../../src/protocol/output.ts';
import { type CellRun, TestKernel } from './runner.ts';

describe('A kernel process', () => {
  let kernel: TestKernel;

  beforeEach(() => {
    kernel = new TestKernel();
  });

  afterEach(() => {
    kernel.dispose();
  });

  it('shows a card for every normalization layer that ran, once each, also when the cell fails later', async () => {
    const run = await kernel.run(
      'const [a, b] = [new nn.BatchNorm1d(3), new nn.BatchNorm1d(4)];\nfor (let i = 0; i < 3; i++) a.forward(randn([8, 3]));\nb.forward(randn([8, 4]));\nthrow new Error("x");',
    );
    assert.deepEqual(
      run.cards.map(({ title, calls }) => [title, calls]),
      [
        ['BatchNorm1d(3)', 3],
        ['BatchNorm1d(4)', 1],
      ],
    );
    assert.equal(run.error?.message, 'x');
    assert.deepEqual((await kernel.run('1')).cards, [], 'a later cell shows its own cards alone');
  });

  it('gives a card in four representations', async () => {
    const { outputs } = await kernel.run('new nn.BatchNorm1d(3).forward(randn([8, 3]));');
    const card = outputs.find((output) => output.type === 'display' && CARD_MIME in output.data);
    assert.ok(card?.type === 'display');
    assert.deepEqual(Object.keys(card.data), [CARD_MIME, VEGA_LITE_MIME, SVG_MIME, TEXT_MIME]);
    assert.match(card.data[SVG_MIME] as string, /^<svg [^]*<\/svg>$/);
    assert.match(card.data[TEXT_MIME] as string, /^BatchNorm1d\(3, eps=1e-05[^]*\ninput x .*\noutput y .*0\.000/);
    assert.equal(
      (card.data[VEGA_LITE_MIME] as { $schema: string }).$schema,
      'https://vega.github.io/schema/vega-lite/v5.json',
    );
  });

  it('keeps the output of a tensor of 16 million elements below 60 KB', async function () {
    this.timeout(60_000);
    const { outputs } = await kernel.run(
      'noGrad(() => new nn.BatchNorm2d(32).forward(rand([10, 32, 224, 224]))).shape',
    );
    const sizes = outputs.map((output) => JSON.stringify(output).length);
    assert.ok(Math.max(...sizes) < 60_000, `${sizes.join()} bytes`);
  });

  it('summarizes a tensor as it was, even if it is written over afterwards', async () => {
    const { cards } = await kernel.run(
      'const bn = new nn.BatchNorm1d(2);\nconst x = randn([16, 2]).add(5);\nbn.forward(x);\nx.storage.willWrite();\nx.storage.data.fill(0);',
    );
    assert.ok((cards[0]?.stages.input.mean ?? 0) > 4);
  });

  it('sends what is printed while the cell runs, in order, stdout and stderr apart', async () => {
    const seen: [number, Output][] = [];
    const start = Date.now();
    await kernel.client.execute(
      {
        code: "console.log('a');\nconsole.error('b');\nawait new Promise((r) => setTimeout(r, 400));\nprocess.stdout.write('c\\n');\nundefined",
        language: 'typescript',
        executionCount: 1,
      },
      (output) => seen.push([Date.now() - start, output]),
    );
    assert.deepEqual(
      seen.map(([, output]) => output),
      [
        { type: 'stream', name: 'stdout', text: 'a\n' },
        { type: 'stream', name: 'stderr', text: 'b\n' },
        { type: 'stream', name: 'stdout', text: 'c\n' },
      ],
    );
    assert.ok((seen[2]?.[0] ?? 0) - (seen[0]?.[0] ?? 0) >= 250, 'the first line did not wait for the last');
  });

  it('cuts what a cell prints without end', async () => {
    const run = await kernel.run("for (let i = 0; i < 1e5; i++) console.log('a line of some length', i);");
    assert.ok(run.printed.length < 600_000);
    assert.match(run.printed, /printed more than 500000 characters; the rest is not shown/);
    assert.equal((await kernel.run("console.log('next')")).printed, 'next\n');
  });

  it('keeps the whole text of a cell in a file, where it shows more than the limit', async () => {
    const outputFolder = mkdtempSync(path.join(os.tmpdir(), 'normscope-texts-'));
    const limited = new TestKernel({ outputLimit: 1000, outputFolder });
    const cut = (run: CellRun): string[] => run.outputs.flatMap((each) => (each.type === 'cut' ? [each.file] : []));
    try {
      const within = await limited.run("console.log('x'.repeat(998));");
      assert.deepEqual([within.printed.length, cut(within)], [999, []]);
      const lines = await limited.run("for (let i = 0; i < 1e4; i++) console.log('line', i, '测试😀');");
      const whole = Array.from({ length: 1e4 }, (_, i) => `line ${i} 测试😀\n`).join('');
      assert.match(lines.printed, /\n… the cell printed more than 1000 characters; the rest is not shown\n$/);
      const [shown = ''] = lines.printed.split('\n… the cell');
      assert.ok(whole.startsWith(shown) && shown.length >= 999, 'the first thousand characters');
      const [file = '', ...others] = cut(lines);
      assert.deepEqual(others, []);
      assert.equal(readFileSync(file, 'utf8'), whole);

      const value = await limited.run("console.log('before'); 'v'.repeat(5000)");
      assert.match(value.value ?? '', /^'v{999}\n… 4002 more characters are not shown$/);
      assert.equal(readFileSync(cut(value)[0] ?? '', 'utf8'), `before\n'${'v'.repeat(5000)}'\n`);
      const error = await limited.run("throw new Error('e'.repeat(5000));");
      assert.ok((error.error?.traceback.length ?? 0) < 1100 && (error.error?.message.length ?? 0) < 1100);
      assert.match(readFileSync(cut(error)[0] ?? '', 'utf8'), /e{5000}[^]*Cell In\[\d\], line 1/);
    } finally {
      limited.dispose();
      rmSync(outputFolder, { recursive: true });
    }
  });

  it('shows in the next cell what came up between two', async () => {
    await kernel.run(
      "setTimeout(() => console.log('late'), 50); setTimeout(() => { throw new Error('late too'); }, 60);",
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const run = await kernel.run('1');
    assert.equal(run.printed, 'late\n');
    assert.equal(run.error?.message, 'late too');
    assert.equal(run.value, '1');
  });

  it('is interrupted in the midst of a busy loop, with finally blocks, again and again', async () => {
    await kernel.run('let n = 0;');
    for (let round = 1; round <= 3; round++) {
      const running = kernel.run('for (;;) { try { for (;;) n++; } finally { for (;;) n++; } }');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const asked = Date.now();
      await kernel.client.interrupt();
      assert.ok(Date.now() - asked < 2000);
      const run = await running;
      assert.equal(run.error?.name, 'Interrupted');
      assert.deepEqual(run.result, { success: false });
      assert.equal((await kernel.run('n > 0')).value, 'true');
    }
  });

  it('is interrupted while several threads compute, and computes rightly afterwards', async () => {
    const threaded = new TestKernel({ threads: 3 });
    try {
      const expected = (
        await threaded.run(
          'const x = randn([4, 8, 300, 300]);\nconst layer = new nn.BatchNorm2d(8);\nlayer.call(x).std().item()',
        )
      ).value;
      for (let round = 0; round < 5; round++) {
        const started = threaded.nextText();
        const running = threaded.run("console.log('started');\nfor (;;) layer.call(randn([4, 8, 300, 300]));");
        await started;
        await new Promise((resolve) => setTimeout(resolve, 20 * round));
        await threaded.client.interrupt();
        assert.equal((await running).error?.name, 'Interrupted');
        assert.equal((await threaded.run('layer.call(x).std().item()')).value, expected);
      }
    } finally {
      threaded.dispose();
    }
  });

  it('is interrupted while it waits, and what waited does not go on', async () => {
    await kernel.run('let n = 0; const pause = (ms: number) => new Promise((r) => setTimeout(r, ms));');
    const started = kernel.nextText();
    const running = kernel.run(
      "async function loop() { for (;;) { await pause(5); if (n++ === 3) console.log('started'); } }\nawait loop();",
    );
    await started;
    await kernel.client.interrupt();
    assert.equal((await running).error?.name, 'Interrupted');
    const [first, second] = [(await kernel.run('n')).value, (await kernel.run('await pause(100); n')).value];
    assert.equal(second, first);
  });

  it('is interrupted while its cards are being drawn, and goes on', async () => {
    for (let round = 0; round < 3; round++) {
      const made = kernel.nextText();
      const running = kernel.run(
        "for (let i = 0; i < 8; i++) new nn.BatchNorm1d(3).forward(randn([8, 3]));\nconsole.log('made');\nawait new Promise(() => {});",
      );
      await made;
      await kernel.client.interrupt();
      const run = await running;
      assert.equal(run.error?.name, 'Interrupted');
      assert.equal(run.cards.length, 8);
      assert.equal((await kernel.run('1 + 1')).value, '2');
    }
  });

  it('says in the next cell that it died between two', async () => {
    await kernel.run('const x = 1; setTimeout(() => (process as any).reallyExit(7), 300);');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const run = await kernel.run('typeof x');
    assert.match(run.printed, /died since the last cell[^]*All variables are lost/);
    assert.equal(run.value, "'undefined'");
  });

  it('is interrupted while it starts', async () => {
    const running = kernel.run('for (;;) {}');
    await kernel.client.interrupt();
    await kernel.client.interrupt();
    assert.equal((await running).error?.name, 'Interrupted');
    assert.equal((await kernel.run('1')).value, '1');
  });

  it('is restarted while it starts, which ends the cell that waited for it', async () => {
    const running = kernel.run('1');
    await kernel.client.restart();
    assert.match((await running).error!.message, /restarted while the cell ran/);
    assert.equal((await kernel.run('1 + 1')).value, '2');
  });

  it('is stopped in a loop that displays, and cuts it', async () => {
    const cut = kernel.nextText();
    const running = kernel.run('for (;;) display(1);');
    await cut;
    await kernel.client.interrupt();
    const run = await running;
    assert.match(run.printed, /displayed more than 200 values/);
    assert.equal((await kernel.run('1')).value, '1');
  });

  it('records gradients again after a stop in the midst of noGrad', async () => {
    const running = kernel.run('noGrad(() => { for (;;); });');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await kernel.client.interrupt();
    await running;
    assert.equal((await kernel.run('ones([1], { requiresGrad: true }).mul(2).requiresGrad')).value, 'true');
  });

  it('reports errors that are hard to show', async () => {
    for (const code of [
      "const e: any = new Error('x'); e.cause = e; throw e;",
      "const e: any = new Error('x'); e.message = 5; throw e;",
      "const e: any = new Error('x'); e.stack = 5; throw e;",
    ]) {
      assert.equal((await kernel.run(code)).error?.name, 'Error');
    }
  });

  it('takes an interrupt between cells for nothing', async () => {
    await kernel.client.interrupt();
    assert.equal((await kernel.run('1')).value, '1');
  });

  it('runs cells one after the other', async () => {
    const runs = await Promise.all(
      ['let s = "a"; await new Promise((r) => setTimeout(r, 100)); s += "b";', 's += "c"', 's'].map((code) =>
        kernel.run(code),
      ),
    );
    assert.equal(runs.at(-1)?.value, "'abc'");
  });

  it('shows figures with a picture', async () => {
    const { outputs } = await kernel.run(
      "display(hist(randn([100]))); display(plot({ a: [1, 2], b: [2, 1] })); imshow(rand([2, 4, 4]), { title: 'noise' })",
    );
    assert.equal(outputs.length, 3);
    const mimes = outputs.map((output) => (output.type === 'display' ? Object.keys(output.data) : []));
    assert.deepEqual(mimes, [
      [VEGA_LITE_MIME, SVG_MIME, TEXT_MIME],
      [VEGA_LITE_MIME, SVG_MIME, TEXT_MIME],
      [VEGA_LITE_MIME, PNG_MIME, TEXT_MIME],
    ]);
    assert.match(
      (await kernel.run('imshow(zeros([3]))')).error?.message ?? '',
      /imshow takes a tensor \[H, W\] or \[N, H, W\], but got \[3\]/,
    );
  });
});
