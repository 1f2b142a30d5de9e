import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CARD_MIME, SVG_MIME, TEXT_MIME, TRAINING_MIME, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { byLayer, parseTraining } from '../../src/protocol/training.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface Executed {
  readonly cells: {
    readonly cell_type: string;
    readonly execution_count?: number | null;
    readonly outputs?: {
      readonly output_type: string;
      readonly data?: Record<string, unknown>;
      readonly ename?: string;
      readonly evalue?: string;
    }[];
  }[];
  readonly metadata: Record<string, unknown>;
}

describe('normscope run', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'normscope-cli-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function normscope(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8' });
  }

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  const readExecuted = (name: string): Executed =>
    JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Executed;

  it('runs the tutorial and writes its cards', () => {
    const tutorial = fileURLToPath(new URL('../../media/tutorials/01-batch-normalization.ipynb', import.meta.url));
    const { status, stdout, stderr } = normscope('run', tutorial, '--output', 'out.ipynb');
    assert.equal(stderr, '');
    assert.equal(status, 0);
    assert.match(stdout, /BatchNorm1d\(32, eps=1e-05/);
    const outputs = readExecuted('out.ipynb').cells.flatMap((cell) => cell.outputs ?? []);
    const cards = outputs.filter(({ data }) => data !== undefined && CARD_MIME in data);
    assert.equal(cards.length, 5);
    for (const { data } of cards)
      assert.deepEqual(Object.keys(data ?? {}), [CARD_MIME, VEGA_LITE_MIME, SVG_MIME, TEXT_MIME]);
  });

  it('runs the tutorial on thirty layers, whose gradient vanishes and whose loss falls only with normalization', function () {
    this.timeout(120_000);
    const tutorial = fileURLToPath(new URL('../../media/tutorials/05-thirty-layers-watched.ipynb', import.meta.url));
    const { status, stderr } = normscope('run', tutorial, '--output', 'out.ipynb');
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const outputs = readExecuted('out.ipynb').cells.flatMap((cell) => cell.outputs ?? []);
    const views = outputs.flatMap(({ data }) =>
      data !== undefined && TRAINING_MIME in data ? [data[TRAINING_MIME]] : [],
    );
    assert.equal(views.length, 2, 'one view a cell, as it was last');
    const { runs } = parseTraining(views[1]);
    assert.deepEqual(
      runs.map(({ name, steps }) => [name, steps]),
      [
        ['without', 112],
        ['with', 112],
      ],
    );
    const firstLayer = runs.map((run) => byLayer(run, 'gradient')[0]!.map((norm) => norm!));
    const [without, withNormalization] = firstLayer as [number[], number[]];
    assert.ok(Math.max(...without) * 1e3 < Math.min(...withNormalization), 'at every step');
    const [flat, falling] = runs.map((run) => unpack(run.scalars.find(({ name }) => name === 'loss')!.values));
    assert.ok(Math.min(...flat!) > 2.2, 'no better than a guess');
    assert.ok(falling!.at(-1)! < 1);
    const lines = outputs.flatMap(({ data }) => (data !== undefined && Object.keys(data).length === 1 ? [data] : []));
    assert.equal(lines.length, 2, 'of each bar one line');
    assert.ok(!outputs.some(({ data }) => data !== undefined && CARD_MIME in data), 'the views show what cards would');
  });

  it('keeps the last state of what changes, and prints it once', () => {
    const file = write(
      'a.ts',
      `const shown = display.live('first'); shown.update('last');
for (const i of trange(3)) console.log(i);`,
    );
    const { stdout, stderr } = normscope('run', file, '--output', 'out.ipynb');
    assert.equal(stderr, '');
    const bar = /^100%\|█{10}\| 3\/3 \[.*\]$/m;
    assert.match(stdout, bar);
    assert.equal(stdout.replace(bar, 'bar'), "0\n1\n2\n'last'\nbar\n");
    const [first, last] = readExecuted('out.ipynb').cells[0]?.outputs ?? [];
    assert.deepEqual(first, { data: { 'text/plain': ["'last'"] }, metadata: {}, output_type: 'display_data' });
    assert.deepEqual(Object.keys(last?.data ?? {}), ['text/plain']);
  });

  it('leaves out the findings that the notebook ignores', () => {
    const cells = [
      {
        cell_type: 'code',
        metadata: { vscode: { languageId: 'typescript' } },
        source: 'new nn.Sequential(new nn.Linear(4, 3), new nn.BatchNorm1d(3)).forward(randn([64, 4])).shape',
        outputs: [],
      },
    ];
    const run = (ignore: unknown): string =>
      normscope(
        'run',
        write(
          'ignoring.ipynb',
          JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { normscope: { ignore } }, cells }),
        ),
      ).stdout;
    assert.match(run([]), /norm.bias-before-norm/);
    assert.doesNotMatch(run(['norm.bias-before-norm']), /norm.bias/);
    assert.match(run('written by hand'), /norm.bias/);
  });

  it('stops at the first failing cell and keeps its error', () => {
    const source = (code: string): object => ({
      cell_type: 'code',
      execution_count: 9,
      metadata: {},
      outputs: [{ old: true }],
      source: [code],
    });
    const notebook = {
      cells: [source('1 + 1'), source("throw new RangeError('too far')"), source('3')],
      metadata: { mine: [1] },
      nbformat: 4,
      nbformat_minor: 4,
    };
    const file = write('a.ipynb', JSON.stringify(notebook));
    const { status, stdout, stderr } = normscope('run', file, '--output', 'out.ipynb');
    assert.equal(status, 1);
    assert.equal(stdout, '2\n');
    assert.match(stderr, /^RangeError: too far\nCell In\[2\], line 1/);
    const { cells, metadata } = readExecuted('out.ipynb');
    assert.deepEqual(metadata, { mine: [1] });
    assert.equal(cells[0]?.outputs?.[0]?.output_type, 'execute_result');
    const [error] = cells[1]?.outputs ?? [];
    assert.deepEqual([error?.output_type, error?.ename, error?.evalue], ['error', 'RangeError', 'too far']);
    assert.deepEqual([cells[2]?.execution_count, cells[2]?.outputs], [null, []]);
  });

  it('takes the fenced blocks of Markdown and whole program files for cells', () => {
    const markdown = write(
      'a.md',
      '# Title\n\n```ts\nconst a: number = 20;\n```\n\ntext\n\n```bash\nrm\n```\n\n~~~js\na + 1\n~~~\n',
    );
    assert.equal(normscope('run', markdown, '--output', 'out.ipynb').stdout, '21\n');
    assert.deepEqual(
      readExecuted('out.ipynb').cells.map((cell) => cell.cell_type),
      ['markdown', 'code', 'markdown', 'code'],
    );
    assert.equal(normscope('run', write('a.ts', 'const x: number = 6;\nx * 7')).stdout, '42\n');
  });

  it('prints one JSON document when asked', () => {
    const { stdout } = normscope('run', write('a.ts', "console.log('hi');\n5"), '--json');
    const report = JSON.parse(stdout) as { success: boolean; cells: { outputs: unknown[] }[] };
    assert.equal(report.success, true);
    assert.deepEqual(report.cells[0]?.outputs, [
      { type: 'stream', name: 'stdout', text: 'hi\n' },
      { type: 'display', data: { [TEXT_MIME]: '5' }, executionCount: 1 },
    ]);
  });

  it('gives the same numbers on any number of threads', () => {
    const file = write(
      'a.ts',
      'manualSeed(1);\nnew nn.BatchNorm2d(8).call(randn([20, 8, 90, 90])).pow(3).sum().item()',
    );
    const outputs = ['1', '3'].map((threads) => normscope('run', file, '--threads', threads).stdout.split('\n')[0]);
    assert.match(outputs[0]!, /^-?\d/);
    assert.equal(outputs[1], outputs[0]);
  });

  it('ends a run that takes too long', () => {
    const { status, stderr } = normscope('run', write('a.ts', 'while (true) {}'), '--timeout', '0.5');
    assert.equal(status, 1);
    assert.match(stderr, /TimeoutError: the file ran longer than 0\.5 s/);
  });

  it('says what is wrong with a file or a call, with exit code 2', () => {
    const faults: [string[], RegExp][] = [
      [['run', 'nothing.ipynb'], /nothing\.ipynb cannot be run: ENOENT/],
      [['run', write('bad.ipynb', '{ "cells": [')], /bad\.ipynb cannot be run: .*JSON/],
      [['run', write('no.ipynb', '{ "cells": 3, "nbformat": 4 }')], /not a Jupyter notebook \(format 4\): cells/],
      [['run', write('a.txt', 'x')], /its name must end in \.ipynb, \.md/],
      [['run'], /Usage/],
      [['run', 'a.ts', '--timeout', 'soon'], /--timeout takes a number/],
      [['run', 'a.ts', '--threads', '0'], /--threads takes a whole number/],
      [['run', 'a.ts', '--nonsense'], /Usage/],
    ];
    for (const [args, message] of faults) {
      const { status, stderr } = normscope(...args);
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
  });

  it('does not run a language that it does not know', () => {
    const cell = { cell_type: 'code', metadata: { vscode: { languageId: 'julia' } }, source: '1 + 1', outputs: [] };
    const notebook = { nbformat: 4, nbformat_minor: 4, metadata: {}, cells: [cell] };
    const { status, stderr } = normscope('run', write('a.ipynb', JSON.stringify(notebook)));
    assert.equal(status, 1);
    assert.match(stderr, /UnsupportedLanguage: cells in julia cannot be run/);
  });

  it('runs Python files; a question without an answer is an error', () => {
    const { status, stdout, stderr } = normscope('run', write('a.py', 'import torch\nprint(torch.ones(2))\ninput()'));
    assert.equal(status, 1);
    assert.equal(stdout, 'tensor([1., 1.])\n');
    assert.match(stderr, /EOFError: input\(\) was not answered/);
  });
});
