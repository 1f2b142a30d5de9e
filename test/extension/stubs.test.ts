import assert from 'node:assert/strict';
import { addPath, hasPath } from '../../src/extension/python/stubs.ts';

const STUBS = '/home/ann/globalStorage/normscope.normscope/stubs';

/** Settings as VS Code keeps them, and what was written to the workspace's. */
function settings(globalValue?: readonly string[], workspaceValue?: readonly string[]) {
  const written: unknown[] = [];
  return {
    written,
    inspect: <T>() =>
      ({ key: 'extraPaths', globalValue, workspaceValue }) as unknown as { key: string; globalValue?: T },
    update: (...call: unknown[]) => {
      written.push(call);
      return Promise.resolve();
    },
  };
}

describe('Telling a language server where the stubs are', () => {
  it('adds their folder to the workspace’s setting, once, and keeps what is there', async () => {
    const cases: [global: string[] | undefined, workspace: string[] | undefined, expected: string[]][] = [
      [undefined, undefined, [STUBS]],
      [undefined, ['lib'], ['lib', STUBS]],
      [['mine'], undefined, ['mine', STUBS]],
      [['mine'], ['lib'], ['lib', STUBS]],
      [undefined, ['lib', STUBS], ['lib', STUBS]],
      [undefined, ['C:\\Users\\Bob\\globalStorage\\normscope.normscope\\stubs', 'lib'], ['lib', STUBS]],
    ];
    for (const [globalValue, workspaceValue, expected] of cases) {
      const configuration = settings(globalValue, workspaceValue);
      await addPath(configuration, STUBS);
      assert.deepEqual(configuration.written, [['extraPaths', expected, false]]);
    }
  });

  it('knows whether it was told', () => {
    assert.ok(hasPath(['lib', STUBS]));
    assert.ok(!hasPath(['lib/stubs', '/normscope.normscope/stubs/more']));
    assert.ok(!hasPath(undefined));
  });
});
