import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function notebookFile(language: string, cells: readonly string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: language } },
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# A lesson\n', '\n', 'with text'] },
      ...cells.map((source) => ({ cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source })),
    ],
  });
}

describe('normscope export', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'normscope-export-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function normscope(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8' });
  }

  function write(name: string, text: string): void {
    writeFileSync(path.join(folder, name), text);
  }

  const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

  it('writes a page, Markdown with pictures, and a script', () => {
    write('a.ts', 'new nn.BatchNorm1d(3).forward(randn([8, 3]));\n');
    assert.equal(normscope('run', 'a.ts', '--output', 'lesson.ipynb').status, 0);
    for (const format of ['html', 'markdown', 'script']) {
      const { status, stderr } = normscope('export', 'lesson.ipynb', '--to', format);
      assert.deepEqual([status, stderr], [0, '']);
    }
    assert.match(read('lesson.html'), /^<!doctype html>/);
    assert.match(read('lesson.html'), /data-mime="application\/vnd\.normscope\.card/);
    assert.match(read('lesson.md'), /!\[BatchNorm1d\(3.*\]\(lesson_files\/1-\d\.svg\)/);
    assert.match(readdirSync(path.join(folder, 'lesson_files')).join(' '), /1-\d\.svg/);
    assert.match(read('lesson.ts'), /^\/\/ %%\nnew nn\.BatchNorm1d/);
  });

  it('writes to the file that it is given, in the language asked for', () => {
    write('n.ipynb', notebookFile('python', ['1']));
    const { status, stdout } = normscope(
      'export',
      'n.ipynb',
      '--to',
      'html',
      '--output',
      'out/page.html',
      '--lang',
      'zh-cn',
    );
    assert.deepEqual([status, stdout], [0, `${path.join('out', 'page.html')}\n`]);
    assert.match(read('out/page.html'), /<html lang="zh-CN">[^]*由 Normscope 导出/);
    assert.equal(existsSync(path.join(folder, 'n.html')), false);
  });

  const programs = [
    ['typescript', '.ts', ['const x = 1;\nx', 'const x = 2;\nx + 1', 'console.log(`${x}`)']],
    ['python', '.py', ['x = 1\nx', '%time y = x + 1\ny', 'print(x)']],
  ] as const;
  for (const [language, ending, cells] of programs) {
    it(`exports ${language} that runs again and prints the same`, () => {
      write('n.ipynb', notebookFile(language, cells));
      assert.equal(normscope('export', 'n.ipynb', '--to', 'script', '--output', `again${ending}`).status, 0);
      const again = normscope('run', `again${ending}`, '--output', 'again.ipynb');
      assert.deepEqual([again.status, again.stderr], [0, '']);
      const withoutTimes = (text: string): string => text.replace(/^(?:CPU times|Wall time).*\n/gm, '');
      assert.equal(again.stdout, withoutTimes(normscope('run', 'n.ipynb').stdout));
      const { cells: read1 } = JSON.parse(read('again.ipynb')) as { cells: { cell_type: string; source: string[] }[] };
      assert.equal(read1[0]?.source.join(''), '# A lesson\n\nwith text');
      assert.deepEqual(
        read1.map(({ cell_type: type }) => type),
        ['markdown', 'code', 'code', 'code'],
      );
    });
  }

  it('says what is wrong with a file or a call, with exit code 2', () => {
    write('bad.ipynb', '{ "cells": [');
    write('odd.ipynb', '{ "nbformat": 4, "cells": [{ "cell_type": "code", "source": 3 }] }');
    write('a.ts', '1');
    const faults: [string[], RegExp][] = [
      [['export', 'nothing.ipynb', '--to', 'html'], /nothing\.ipynb cannot be exported: ENOENT/],
      [['export', 'bad.ipynb', '--to', 'html'], /bad\.ipynb cannot be exported: .*JSON/],
      [['export', 'odd.ipynb', '--to', 'html'], /not a Jupyter notebook \(format 4\): cells\.0\.source/],
      [['export', 'a.ts', '--to', 'script'], /a\.ts would be overwritten/],
      [['export', 'a.ts', '--to', 'pdf'], /--to takes one of html, markdown, script, not pdf/],
      [['export', 'a.ts', '--to', 'html', '--lang', 'fr'], /--lang takes one of en, zh-cn, not fr/],
      [['export', 'a.ts'], /Usage/],
      [['export'], /Usage/],
    ];
    for (const [args, message] of faults) {
      const { status, stderr } = normscope(...args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, message);
    }
  });

  it('leaves out outputs that it cannot read and keeps the rest', () => {
    const outputs = [
      { output_type: 'unknown' },
      { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
      { output_type: 'display_data', data: { 'image/svg+xml': ['<svg ', '/>'] }, metadata: {} },
    ];
    const cell = { cell_type: 'code', metadata: {}, source: [], outputs };
    write('n.ipynb', JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells: [cell] }));
    assert.equal(normscope('export', 'n.ipynb', '--to', 'markdown').status, 0);
    assert.equal(read('n.md'), '```text\na\nb\n```\n\n![](n_files/1-2.svg)\n');
    assert.equal(read('n_files/1-2.svg'), '<svg />');
  });
});
