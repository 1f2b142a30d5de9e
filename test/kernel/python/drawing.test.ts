import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { VEGA_LITE_MIME } from '../../../src/protocol/mime.ts';
import { dedent, PythonCells } from './pythonCells.ts';

type Point = Readonly<Record<string, number>>;

interface Layer {
  readonly data: { readonly values: readonly Point[] };
  readonly mark: { readonly type: string };
  readonly encoding: Readonly<Record<string, { readonly axis?: { readonly orient?: string } }>>;
}

interface Chart {
  readonly title: string;
  readonly layer: readonly (Layer & { readonly layer: readonly Layer[] })[];
  readonly resolve?: { readonly scale: Readonly<Record<string, string>> };
}

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;

  /** What a cell draws that has `plt`. */
  const drawn = async (code: string): Promise<Chart> => {
    const { outputs, error } = await run(`import matplotlib.pyplot as plt\n${code}\nplt.show()`);
    assert.equal(error, undefined);
    const output = outputs.find(({ type }) => type === 'display');
    assert.ok(output?.type === 'display');
    return output.data[VEGA_LITE_MIME] as Chart;
  };

  describe('draw with pyplot', () => {
    it('histograms', async () => {
      const { title, layer } = await drawn(dedent`
        plt.hist([1, 2, 2, 3], bins=3, label='values')
        plt.title('Counts')
        plt.legend()
      `);
      assert.equal(title, 'Counts');
      assert.deepEqual(
        layer[0]!.data.values.map(({ y }) => y),
        [1, 2, 1],
      );
    });

    it('histograms of several sets, sums and parts, as matplotlib counts them', async () => {
      const { printed, error } = await run(dedent`
        import matplotlib.pyplot as plt
        a, b = [0, 1, 1, 2, 4], [1, 3, 3]
        told = lambda heights, edges, made: print([[round(float(h), 4) for h in one] for one in heights], edges.tolist())
        told(*plt.hist([a, b], bins=2))
        told(*plt.hist([a, b], bins=2, density=True, cumulative=True))
        told(*plt.hist([a, b], bins=2, density=True, stacked=True))
        heights, _, bars = plt.hist(a, bins=[0, 1, 4], cumulative=-1, weights=[1, 1, 1, 1, 6])
        print(heights.tolist(), len(bars), bars[1].get_x(), bars[1].get_width(), bars[1].get_height())
        plt.close()
      `);
      assert.equal(error, undefined);
      // What matplotlib 3.11 prints.
      assert.deepEqual(printed.trim().split('\n'), [
        '[[3.0, 2.0], [1.0, 2.0]] [0.0, 2.0, 4.0]',
        '[[0.6, 1.0], [0.3333, 1.0]] [0.0, 2.0, 4.0]',
        '[[0.1875, 0.125], [0.25, 0.25]] [0.0, 2.0, 4.0]',
        '[10.0, 9.0] 2 1.0 3.0 9.0',
      ]);
    });

    it('bars on a logarithmic scale from below the least of them', async () => {
      const { layer } = await drawn('plt.hist([1, 1, 1, 5], bins=2, log=True)');
      for (const { y, y2 } of layer[0]!.data.values) assert.ok(0 < y2! && y2! < y!);
    });

    it('the numbers of bars at their ends', async () => {
      const { layer } = await drawn("plt.bar_label(plt.bar(['x', 'y'], [1, 2.5], yerr=0.5), fmt='%.1f')");
      const texts = layer.find(({ mark }) => mark.type === 'text')!.data.values as unknown as {
        at: string;
        text: string;
      }[];
      assert.deepEqual(
        texts.map(({ at, text }) => [at, text]),
        [
          ['x', '1.0'],
          ['y', '2.5'],
        ],
      );
      const spread = layer.find(({ mark }) => mark.type === 'rule')!.data.values;
      assert.deepEqual(
        spread.map(({ y, end }) => [y, end]),
        [
          [0.5, 1.5],
          [2, 3],
        ],
      );
    });

    it('formulas in letters', async () => {
      const { title } = await drawn(
        String.raw`plt.title(r'$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$ for 5\$')`,
      );
      assert.equal(title, 'x\u0302ᵢ = (xᵢ - μ) / (√(σ² + ε)) for 5$');
    });

    it('in the colours of maps', async () => {
      const { printed } = await run(dedent`
        import matplotlib.pyplot as plt, matplotlib as mpl
        print([round(float(c), 2) for c in plt.get_cmap('viridis')(0.5)], plt.cm.jet([0.0, 1.0]).shape)
        print(mpl.colormaps['tab10'].N, plt.rcParams['axes.prop_cycle'].by_key()['color'][1])
      `);
      assert.equal(printed.trim(), '[0.13, 0.57, 0.55, 1.0] (2, 4)\n10 #ff7f0e');
    });

    it('two scales in one chart', async () => {
      const { layer, resolve } = await drawn(dedent`
        fig, ax = plt.subplots()
        ax.plot([1, 2])
        other = ax.twinx()
        other.plot([100, 50])
        plt.plot([70, 70])
      `);
      assert.equal(resolve?.scale.y, 'independent');
      assert.deepEqual(
        layer.map(({ layer: lines }) => lines.map(({ encoding }) => encoding.y?.axis?.orient)),
        [[undefined], ['right', 'right']],
      );
    });

    it('contours, where a field linear between its samples has the value', async () => {
      const { layer } = await drawn('plt.contour([0, 2], [0, 1], [[0, 4], [0, 4]], levels=[1])');
      assert.deepEqual(layer[0]!.data.values, [{ x: 0.5, y: 0, x2: 0.5, y2: 1, v: 1 }]);
      const filled = await drawn('plt.contourf([[0, 4], [0, 4]], levels=[0, 1, 4])');
      const row = filled.layer[0]!.data.values.filter(({ y }) => y === 0);
      assert.deepEqual(
        row.map(({ x, x2, v }) => [x, x2, v]),
        [
          [0, 0.25, 0],
          [0.25, 1, 1],
        ],
      );
    });

    it('pies, counterclockwise from the right', async () => {
      const { layer } = await drawn("plt.pie([1, 3], labels=['a', 'b'], autopct='%d%%')");
      assert.deepEqual(
        layer.map(({ mark }) => mark.type),
        ['arc', 'text', 'text'],
      );
      const [first] = layer[0]!.data.values;
      assert.ok(Math.abs(first!.start!) < 1e-12 && Math.abs(first!.end! - Math.PI / 2) < 1e-12);
      assert.equal(first!.share, '25%');
    });

    it('violins, widest at 1, and spreads to both sides', async () => {
      const violin = await drawn('plt.violinplot([[0, 1, 2]], widths=1)');
      const widths = violin.layer[0]!.data.values.map(({ x, x2 }) => x2! - x!);
      assert.equal(Math.max(...widths), 1);
      const { layer } = await drawn('plt.errorbar([1, 2], [5, 6], yerr=[[1, 2], [3, 4]], capsize=2)');
      assert.deepEqual(
        layer.map(({ mark }) => mark.type),
        ['line', 'rule', 'tick', 'tick'],
      );
      assert.deepEqual(
        layer[1]!.data.values.map(({ y, y2 }) => [y, y2]),
        [
          [4, 8],
          [4, 10],
        ],
      );
    });
  });

  describe('save charts', () => {
    it("as SVG in the notebook's folder, and say what they cannot write", async () => {
      const { printed, error } = await run(dedent`
        import io
        import matplotlib.pyplot as plt
        plt.plot([1, 2])
        plt.title('Loss')
        plt.savefig('loss.svg')
        plt.savefig('other.png')
        file = io.BytesIO()
        plt.savefig(file, format='svg')
        print(file.getvalue() == open('loss.svg', 'rb').read())
        plt.savefig(io.BytesIO())
      `);
      assert.match(printed, /there is no PNG here; the charts are written to other\.svg.*True/s);
      assert.match(error?.message ?? '', /savefig to an object as 'png'.*format='svg'/);
      const { folder } = cells.kernel;
      assert.match(readFileSync(path.join(folder, 'loss.svg'), 'utf8'), /^<svg.*>Loss<.*<\/svg>$/s);
      assert.ok(!existsSync(path.join(folder, 'other.png')));
    });
  });
});
