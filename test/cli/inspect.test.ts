import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function inspect(file: string): { status: number | null; stdout: string; stderr: string } {
  const path = fileURLToPath(new URL(`../tensorFiles/files/${file}`, import.meta.url));
  return spawnSync(process.execPath, [CLI, 'inspect', path], { encoding: 'utf8' });
}

describe('normscope inspect', () => {
  it('prints the tensors of a file with what stands out', () => {
    const { status, stdout } = inspect('broken.pt');
    assert.equal(status, 0);
    assert.match(stdout, /^PyTorch · 9 tensors · 108 elements · 3\.9 KB\n\nName +Shape +Type +Size/);
    assert.match(
      stdout,
      /\nbn1\.running_var +4 +float32 +16 B +1\.688 +1\.555 +−0\.250 +4\.000 +0\n {2}! a variance below 0/,
    );
  });

  it('says why a file cannot be read', () => {
    const { status, stdout, stderr } = inspect('make.py');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^make\.py: it is no file of tensors/);
  });
});
