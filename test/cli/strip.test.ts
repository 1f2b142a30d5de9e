import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function strip(input: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, 'strip', ...args], { input, encoding: 'utf8' });
}

describe('normscope strip', () => {
  const chart = '{"data":{"image/png":"iVBORw0KGgo="},"output_type":"display_data"}';
  const file = `{"cells":[{"execution_count":3,"outputs":[{"output_type":"stream"},${chart}]}],"nbformat":4}\n`;

  it('prints a notebook without its outputs, or with charts alone', () => {
    assert.equal(strip(file).stdout, '{"cells":[{"execution_count":null,"outputs":[]}],"nbformat":4}\n');
    const charts = `{"cells":[{"execution_count":3,"outputs":[${chart}]}],"nbformat":4}\n`;
    assert.equal(strip(file, '--keep-charts').stdout, charts);
  });

  it('prints nothing of what it cannot read, and says why', () => {
    const { status, stdout, stderr } = strip('{"cells":[');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /the notebook cannot be read: .*JSON/);
  });
});
