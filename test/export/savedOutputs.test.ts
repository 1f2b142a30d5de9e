import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutOutputs } from '../../src/export/savedOutputs.ts';

const TEXT = { name: 'stdout', output_type: 'stream', text: ['a "quoted" \\ line\n', '] } 测试\ud800'] };
const VALUE = { data: { 'text/plain': ['1'] }, execution_count: 1, metadata: {}, output_type: 'execute_result' };
const CHART = {
  data: { 'application/vnd.vegalite.v5+json': { mark: ['bar', { nested: [[]] }] }, 'text/plain': ['chart'] },
  metadata: {},
  output_type: 'display_data',
};
const PICTURE = { data: { 'image/png': 'iVBORw0KGgo=' }, metadata: {}, output_type: 'display_data' };
const ERROR = { ename: 'E', evalue: '', output_type: 'error', traceback: [] };

function code(outputs: readonly unknown[], execution_count: number | null, source = ['1 + 1']): object {
  return { cell_type: 'code', execution_count, id: 'c', metadata: { outputs: ['not those'] }, outputs, source };
}

function notebook(cells: readonly object[]): object {
  return { cells, metadata: { cells: 'kept', outputs: [1] }, nbformat: 4, nbformat_minor: 5 };
}

const outputs = fc.array(fc.constantFrom<object>(TEXT, VALUE, CHART, PICTURE, ERROR));
const cells = fc.array(
  fc.record({ outputs, count: fc.option(fc.nat()), source: fc.array(fc.string({ unit: 'binary' })) }),
);

describe('A notebook file without outputs', () => {
  for (const indent of [undefined, 1, 2, '\t']) {
    it(`is what the whole file would be without them, with indentation ${JSON.stringify(indent)}`, () => {
      fc.assert(
        fc.property(cells, fc.constantFrom('', '\n'), (made, end) => {
          const write = (value: object): string => JSON.stringify(value, undefined, indent) + end;
          const file = write(notebook(made.map(({ outputs, count, source }) => code(outputs, count, source))));
          const none = write(notebook(made.map(({ source }) => code([], null, source))));
          assert.equal(withoutOutputs(file, 'none'), none);
          const charts = made.map(({ outputs, count, source }) =>
            code(
              outputs.filter((output) => output === CHART || output === PICTURE),
              count,
              source,
            ),
          );
          assert.equal(withoutOutputs(file, 'charts'), write(notebook(charts)));
        }),
        { numRuns: 50 },
      );
    });
  }

  it('has no times of runs: they change with each of them', () => {
    const file = (execution: object): string =>
      JSON.stringify(
        { nbformat: 4, cells: [{ ...code([], null), metadata: { tags: ['a'], execution } }] },
        undefined,
        1,
      );
    const times = {
      'iopub.execute_input': '2026-01-01T00:00:00.000Z',
      'shell.execute_reply': '2026-01-01T00:00:01.500Z',
    };
    assert.equal(withoutOutputs(file(times), 'none'), file({}));
    assert.equal(withoutOutputs(file(times), 'charts'), file(times));
  });

  it('keeps every other byte: numbers, escapes, order, spaces', () => {
    const rest =
      '  ,"metadata":{"n":1.0,"big":12345678901234567890,"e":"\\u00e9\\/","__proto__":{"x":1e-05}} ,"nbformat" : 4 }\r\n\n';
    const before =
      '{"cells" : [{ "outputs":\t[ {"output_type":"stream"} ]\n,"cell_type":"code","execution_count": 7 ,"x":0.10}, {"cell_type":"raw","source":"\\"outputs\\": [1]"}]';
    const after =
      '{"cells" : [{ "outputs":\t[]\n,"cell_type":"code","execution_count": null ,"x":0.10}, {"cell_type":"raw","source":"\\"outputs\\": [1]"}]';
    assert.equal(withoutOutputs(before + rest, 'none'), after + rest);
  });

  it('takes values of any length and depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const long = JSON.stringify('\\"'.repeat(500_000));
    const file = (shown: string): string =>
      `{"nbformat":4,"metadata":${deep},"cells":[{"outputs":${shown},"source":${long}}]}`;
    assert.equal(withoutOutputs(file(`[{"data":{"text/plain":${long}}},{"data":${deep}}]`), 'charts'), file('[]'));
  });

  for (const [what, text] of [
    ['cut off', '{"cells": [{"outputs": ['],
    ['no notebook', '[1, 2]'],
    ['null', 'null'],
    ['of format 3', '{"nbformat": 3, "worksheets": []}'],
    ['without cells', '{"nbformat": 4}'],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      assert.throws(() => withoutOutputs(text, 'none'), /JSON|not a Jupyter notebook of format 4/);
    });
  }

  it('leaves cells alone that are none', () => {
    const text = '{"nbformat":4,"cells":[1,null,"outputs",{"outputs":"text"},{"outputs":{"a":[1]}}]}';
    assert.equal(withoutOutputs(text, 'charts'), text);
  });
});
