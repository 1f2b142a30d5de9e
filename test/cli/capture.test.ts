import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CARD_MIME, TEXT_MIME } from '../../src/protocol/mime.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Executed {
  readonly cells: readonly { readonly outputs: readonly { readonly data?: Readonly<Record<string, unknown>> }[] }[];
}

describe('The code that captures a real model', () => {
  const page = path.join(ROOT, 'docs', 'capture.md');

  it('is what its page shows, and short', () => {
    for (const file of ['pytorch.py', 'keras.py']) {
      const recipe = readFileSync(path.join(ROOT, 'media', 'capture', file), 'utf8').trimEnd();
      assert.ok(readFileSync(page, 'utf8').includes(`\`\`\`python\n${recipe}\n\`\`\``), file);
      assert.ok(recipe.split('\n').length <= 17, file);
    }
  });

  it('saves what the examples of the page open: a layer with the same weights gives the same', function () {
    this.timeout(60_000);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'normscope-capture-'));
    try {
      copyFileSync(page, path.join(folder, 'capture.md'));
      const cli = path.join(ROOT, 'dist', 'cli.js');
      const run = spawnSync(process.execPath, [cli, 'run', 'capture.md', '--json'], { cwd: folder, encoding: 'utf8' });
      assert.equal(run.stderr, '');
      const outputs = (JSON.parse(run.stdout) as Executed).cells.flatMap((cell) => cell.outputs);
      const values = outputs.filter(({ data }) => data !== undefined && !(CARD_MIME in data));
      assert.deepEqual(
        values.map(({ data }) => data?.[TEXT_MIME]),
        ['true', 'True'],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
