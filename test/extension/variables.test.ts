import assert from 'node:assert/strict';
import { formatBytes, formatTime } from '../../src/extension/formats.ts';
import { KernelState } from '../../src/extension/kernelState.ts';
import {
  expressionOf,
  isWanted,
  rowText,
  variableMarkdown,
  type VariableTexts,
} from '../../src/extension/variables/describeVariable.ts';
import { pathAt } from '../../src/extension/variables/pathAt.ts';
import type { TensorStatistics, Variable } from '../../src/protocol/variables.ts';

const TEXTS: VariableTexts = {
  mean: 'mean',
  min: 'min',
  max: 'max',
  shape: 'shape',
  infinite: 'infinite',
  scalar: 'scalar',
  all: (value) => `all ${value}`,
  contents: (elements, tensors) => `${elements} numbers in ${tensors} tensors`,
  changes: { new: 'new', changed: 'changed', gone: 'gone' },
};

const TENSOR: Variable = {
  path: { language: 'typescript', name: 'x', steps: [] },
  label: 'x',
  kind: 'tensor',
  type: 'Tensor',
  text: '',
  shape: [64, 32],
  dtype: 'float32',
  hasParts: false,
};

const STATISTICS: TensorStatistics = {
  mean: '0.018',
  std: '1.017',
  min: '−3.154',
  max: '4.101',
  nan: 0,
  infinite: 0,
  bars: '▁▂▅█▅▂▁',
};

describe('What is said of a variable', () => {
  it('in a line has what matters most first', () => {
    assert.equal(rowText(TENSOR, TEXTS), '64 × 32 float32');
    assert.equal(
      rowText(TENSOR, TEXTS, STATISTICS),
      '64 × 32 float32 · ▁▂▅█▅▂▁ · mean 0.018 · σ 1.017 · −3.154 … 4.101',
    );
    assert.match(
      rowText(TENSOR, TEXTS, { ...STATISTICS, nan: 1200, infinite: 1, mean: 'NaN', std: 'NaN' }),
      /^1,200 NaN, 1 infinite · 64 × 32 float32/,
    );
    assert.equal(rowText(TENSOR, TEXTS, { ...STATISTICS, min: '0.5', max: '0.5' }), '64 × 32 float32 · all 0.5');
    const none = { ...STATISTICS, mean: 'NaN', std: 'NaN', min: 'NaN', max: 'NaN', bars: '', nan: 3 };
    assert.equal(rowText(TENSOR, TEXTS, none), '3 NaN · 64 × 32 float32');
    assert.equal(rowText({ ...TENSOR, shape: [], text: '0.693' }, TEXTS, STATISTICS), '0.693 · scalar float32');
    const contents = { tensors: 2, elements: '72' };
    assert.equal(
      rowText({ ...TENSOR, kind: 'module', type: 'Linear', contents }, TEXTS),
      'Linear · 72 numbers in 2 tensors',
    );
    assert.equal(rowText({ ...TENSOR, kind: 'value', type: 'number', text: '0.1' }, TEXTS), '0.1');
  });

  it('in a hover is a table, whose texts are never markup', () => {
    const markdown = variableMarkdown({ ...TENSOR, change: 'changed' }, TEXTS, {
      statistics: { ...STATISTICS, nan: 2 },
    });
    assert.match(markdown, /^\*\*x\*\* · Tensor · changed\n/);
    assert.match(markdown, /\| shape \| mean \| σ \| min \| max \| NaN \|/);
    assert.match(markdown, /\*\*⚠ 2\*\*/);
    const path = { ...TENSOR.path, steps: ["['<img src=x>|`**']"] };
    const hostile = variableMarkdown(
      { ...TENSOR, path, kind: 'value', type: '[a](command:b)', text: '```\n# x' },
      TEXTS,
    );
    assert.doesNotMatch(hostile, /(?<!\\)<img|(?<!\\)\[a\]/);
    assert.match(hostile, /\n````text\n```\n# x\n````$/);
    const representation = 'Linear(in_features=2)';
    assert.match(
      variableMarkdown({ ...TENSOR, kind: 'module' }, TEXTS, { representation }),
      /```text\nLinear\(in_features=2\)\n```/,
    );
  });

  it('is found by its name, class and shape', () => {
    for (const filter of ['x', 'TENSOR', '64×32', '64 × 32', 'float32 x']) assert.ok(isWanted(TENSOR, filter), filter);
    for (const filter of ['y', '64×33', 'x module']) assert.ok(!isWanted(TENSOR, filter), filter);
    assert.equal(expressionOf({ ...TENSOR, path: { ...TENSOR.path, steps: ['.a', '[0]'] } }), 'x.a[0]');
  });
});

describe('The name under the cursor', () => {
  const at = (marked: string): string | undefined => {
    const found = pathAt(marked.replace('|', ''), marked.indexOf('|'), 'python');
    return found && found.path.name + found.path.steps.join('');
  };

  it('is told with what leads to it, and no further', () => {
    assert.equal(at('y = lay|er.weight.sum()'), 'layer');
    assert.equal(at('y = layer.wei|ght.sum()'), 'layer.weight');
    assert.equal(at('model.bn1.running_mean|'), 'model.bn1.running_mean');
    assert.equal(at('net[0].wei|ght'), 'net[0].weight');
    assert.equal(at('a?.b|'), 'a.b');
    assert.equal(at('[...it|ems]'), 'items');
    assert.equal(at('größe|'), 'größe');
    assert.deepEqual(pathAt('f(abc.d)', 6, 'typescript'), {
      path: { language: 'typescript', name: 'abc', steps: ['.d'] },
      start: 2,
      end: 7,
    });
  });

  it('is none where something is computed first', () => {
    assert.equal(at('f(x).wei|ght'), undefined);
    assert.equal(at('x[i].wei|ght'), undefined);
    assert.equal(at('1 +| 2'), undefined);
  });
});

describe('The state of a kernel', () => {
  it('follows its process and its cells', () => {
    let changes = 0;
    const state = new KernelState(() => changes++);
    assert.equal(state.phase, 'off');
    state.processStarted();
    assert.equal(state.phase, 'starting');
    state.processReady();
    assert.equal(state.phase, 'idle');
    state.cellStarted(1000);
    assert.deepEqual([state.phase, state.runningSince], ['running', 1000]);
    state.cellEnded(3500);
    assert.deepEqual(
      [state.phase, state.runs, state.lastMilliseconds, state.runningSince],
      ['idle', 1, 2500, undefined],
    );
    state.cellStarted(4000);
    state.processEnded('dead');
    state.cellEnded(5000);
    assert.deepEqual([state.phase, state.runs], ['dead', 2]);
    assert.equal(changes, 7);
    state.processStarted();
    state.cellStarted();
    state.cellEnded();
    assert.equal(state.runs, 1, 'counted anew');
    state.restarted();
    assert.equal(state.runs, 0);
  });

  it('is told in units for people', () => {
    assert.deepEqual([500, 2048, 412 * 2 ** 20, 1.25 * 2 ** 30].map(formatBytes), [
      '500 B',
      '2 KB',
      '412 MB',
      '1.3 GB',
    ]);
    assert.deepEqual([38.4, 2100, 12_000, 185_000, 3_725_000].map(formatTime), [
      '38 ms',
      '2.1 s',
      '12 s',
      '3:05 min',
      '1:02:05 h',
    ]);
  });
});
