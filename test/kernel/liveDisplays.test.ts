import assert from 'node:assert/strict';
import { SVG_MIME, TEXT_MIME } from '../../src/protocol/mime.ts';
import { addOutput, isShown, type Output, type ShownOutput } from '../../src/protocol/output.ts';
import type { Language } from '../../src/protocol/languages.ts';
import { TestKernel } from './runner.ts';

/** What a cell shows in the end, as texts. */
function shown(outputs: readonly Output[]): unknown[] {
  const kept: ShownOutput[] = [];
  for (const output of outputs) {
    if (output.type === 'clear') kept.length = 0;
    else if (isShown(output)) addOutput(kept, output);
  }
  return kept.map((output) => (output.type === 'display' ? output.data[TEXT_MIME] : output.type));
}

describe('Displays that change', function () {
  this.timeout(60_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  const LOOPS: Readonly<Partial<Record<Language, string>>> = {
    typescript: `const shown = display.live('first');
display('beside');
const end = performance.now() + 350;
let count = 0;
while (performance.now() < end) shown.update(++count);
shown.update('last');`,
    python: `import time
from IPython.display import display, update_display
shown = display('first', display_id=True)
display('beside')
end, count = time.time() + 0.35, 0
while time.time() < end:
    count += 1
    shown.update(count)
update_display('last', display_id=shown.display_id)`,
  };

  for (const [language, code] of Object.entries(LOOPS) as [Language, string][]) {
    it(`keep their place in ${language}, and show while a busy loop runs no more states than a reader can follow`, async () => {
      const { outputs, error } = await kernel.run(code, language);
      assert.equal(error, undefined);
      assert.deepEqual(shown(outputs), ["'last'", "'beside'"]);
      const states = outputs.filter((output) => output.type === 'display' && output.id !== undefined).length;
      assert.ok(states >= 2 && states <= 6, `${states} states in 350 ms`);
    });
  }

  it('show their last state when the cell fails or is stopped', async () => {
    const failed = await kernel.run("const s = display.live(1); s.update(2); s.update(3); throw new Error('no');");
    assert.deepEqual(shown(failed.outputs), ['3', 'error']);
    const running = kernel.run("const t = display.live(1); console.log('on'); t.update(2); t.update(3); for (;;) {}");
    await kernel.nextText();
    await kernel.client.interrupt();
    assert.deepEqual(shown((await running).outputs), ['3', 'stream', 'error']);
  });

  it('come below the running cell where another cell showed them, or that was cleared', async () => {
    await kernel.run("const u = display.live('old');");
    assert.deepEqual(shown((await kernel.run("u.update('new'); u.update('newer');")).outputs), ["'newer'"]);
    const cleared = await kernel.run(
      `from IPython.display import clear_output
h = display(1, display_id='h')
h.update(2)
clear_output()
h.update(3)`,
      'python',
    );
    assert.deepEqual(shown(cleared.outputs), ['3']);
  });

  it('show what came up between two cells once, in the next', async () => {
    await kernel.run("const v = display.live(0); setTimeout(() => { v.update('a'); v.update('b'); }, 30);");
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.deepEqual(shown((await kernel.run('1')).outputs), ["'b'", '1']);
  });

  it('do not count as many displays', async () => {
    const { outputs } = await kernel.run(
      `const w = display.live(0);
for (let i = 0; i < 300; i++) { w.update(i); await new Promise((resolve) => setTimeout(resolve, 1)); }
for (let i = 0; i < 199; i++) display(i);`,
    );
    assert.equal(shown(outputs).length, 200);
    assert.ok(!outputs.some(({ type }) => type === 'stream'), 'nothing is left out');
  });

  it('get the picture of a chart when they change no more', async () => {
    const { outputs } = await kernel.run('const c = display.live(plot([1, 2])); c.update(plot([1, 3]));');
    const states = outputs.map((output) => (output.type === 'display' ? SVG_MIME in output.data : undefined));
    assert.deepEqual([states[0], states.at(-1)], [false, true]);
  });

  it('refuse a name that is none', async () => {
    const { error } = await kernel.run('display(1, display_id=3)', 'python');
    assert.equal(error?.message, 'display_id must be a text or True, but got int');
  });
});
