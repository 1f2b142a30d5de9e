import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Experiment, parseExperiment } from '../../src/protocol/experiment.ts';
import { findingsOf } from '../../src/protocol/finding.ts';
import { CARD_MIME, EXPERIMENT_MIME, type MimeBundle, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const TUTORIALS = fileURLToPath(new URL('../../media/tutorials/', import.meta.url));

interface Executed {
  readonly cells: readonly {
    readonly source: readonly string[];
    readonly outputs?: readonly {
      readonly output_type: string;
      readonly text?: readonly string[];
      readonly data?: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

/** What a figure's marks stand for. */
type Row = Readonly<Record<string, string | number>>;

type Bundles = readonly Readonly<Record<string, unknown>>[];

/** Code that is as it should be gives no warning. */
function assertNoAlarm(bundles: Bundles): void {
  const alarms = findingsOf(bundles as readonly MimeBundle[]).filter(({ severity }) => severity !== 'information');
  assert.deepEqual(alarms, []);
}

/** A tutorial that was run from top to bottom: what stands under its cells. */
class RunTutorial {
  readonly experiments: readonly Experiment[];
  readonly figures: readonly (readonly Row[])[];
  readonly cardsOfCells: readonly number[];
  readonly printed: string;

  constructor(name: string) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'normscope-tutorial-'));
    try {
      const output = path.join(folder, 'out.ipynb');
      const run = spawnSync(process.execPath, [CLI, 'run', path.join(TUTORIALS, name), '--output', output], {
        encoding: 'utf8',
      });
      assert.equal(run.stderr, '');
      assert.equal(run.status, 0);
      const { cells } = JSON.parse(readFileSync(output, 'utf8')) as Executed;
      const outputs = cells.flatMap((cell) => cell.outputs ?? []);
      assertNoAlarm(outputs.map(({ data }) => data ?? {}));
      this.experiments = outputs.flatMap(({ data }) =>
        data?.[EXPERIMENT_MIME] === undefined ? [] : [parseExperiment(data[EXPERIMENT_MIME])],
      );
      this.figures = outputs.flatMap(({ data }) => {
        const isFigure = data?.[VEGA_LITE_MIME] !== undefined && !(EXPERIMENT_MIME in data) && !(CARD_MIME in data);
        const spec = isFigure
          ? (data[VEGA_LITE_MIME] as { readonly data: { readonly values: readonly Row[] } })
          : undefined;
        return spec === undefined ? [] : [spec.data.values];
      });
      this.cardsOfCells = cells.map(
        (cell) => (cell.outputs ?? []).filter(({ data }) => data !== undefined && CARD_MIME in data).length,
      );
      this.printed = outputs.flatMap(({ text }) => text ?? []).join('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** The experiment numbered `index`, which must be of a kind. */
  experiment<Kind extends Experiment['kind']>(index: number, kind: Kind): Extract<Experiment, { kind: Kind }> {
    const found = this.experiments[index];
    assert.equal(found?.kind, kind);
    return found as Extract<Experiment, { kind: Kind }>;
  }
}

/** The outputs of the cells of a page of the documentation, run by the command line. */
function runPage(name: string): { readonly cells: readonly Bundles[]; readonly printed: string } {
  const page = fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url));
  const run = spawnSync(process.execPath, [CLI, 'run', page, '--json'], { encoding: 'utf8' });
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0);
  const { cells } = JSON.parse(run.stdout) as {
    readonly cells: readonly { readonly outputs: readonly { readonly data?: Bundles[number] }[] }[];
  };
  const bundles = cells.map(({ outputs }) => outputs.flatMap(({ data }) => (data === undefined ? [] : [data])));
  assertNoAlarm(bundles.flat());
  return { cells: bundles, printed: run.stdout };
}

describe('The tutorials', function () {
  this.timeout(120_000);

  it('on batch size: the noise is that of theory, and small batches learn less with batch normalization alone', () => {
    const tutorial = new RunTutorial('02-batch-size.ipynb');
    const [batch, layer, group] = tutorial.experiment(0, 'batchSizes').layers;
    assert.match(batch!.sizes[0]!.error ?? '', /Expected more than 1 value per channel/);
    for (const { size, meanSpread, theory, stdSpread, outputSpread } of batch!.sizes.slice(1)) {
      assert.ok(Math.abs(meanSpread / theory - 1) < 0.1, `${size}: ${meanSpread} is not ${theory}`);
      assert.ok(stdSpread < 1.2 / Math.sqrt(2 * size) + 0.1 && outputSpread > meanSpread);
    }
    for (const flat of [layer!, group!]) {
      assert.ok(flat.sizes.every(({ meanSpread, outputSpread }) => meanSpread < 1e-6 && outputSpread < 1e-6));
    }
    const maps = tutorial.experiment(1, 'batchSizes').layers[0]!;
    assert.equal(maps.spatial, 36);
    assert.ok(maps.sizes.every(({ meanSpread, theory }) => meanSpread < 0.9 * theory && meanSpread > 0.6 * theory));
    assert.ok(maps.sizes.every(({ error }) => error === undefined));
    const losses = [
      ...tutorial.printed.matchAll(/batches of (\d+): loss with BatchNorm1d ([\d.]+), with GroupNorm ([\d.]+)/g),
    ];
    const [two, eight] = losses.map(([, , first, second]) => ({ batch: Number(first), group: Number(second) }));
    assert.equal(losses.length, 3);
    assert.ok(two!.batch > 1.5 * two!.group && eight!.batch < 1.5 * eight!.group);
    assert.ok(Math.max(...tutorial.cardsOfCells) <= 2);
  });

  it('on four norms: each makes equal what shares its statistics', () => {
    const tutorial = new RunTutorial('03-four-norms.ipynb');
    const normalized = (index: number): string[] => {
      const { groupings, layers } = tutorial.experiment(index, 'comparison');
      return layers.map(({ output }) =>
        output.statistics
          .flatMap((each, way) =>
            each?.normalized === 'standard' ? [`${groupings[way]!.name} ${groupings[way]!.count}`] : [],
          )
          .join(', '),
      );
    };
    assert.deepEqual(normalized(0), [
      'all 1, channel 8',
      'all 1, sample 32',
      'all 1, sample 32, channel 8, instance 256, group 64',
      'all 1, sample 32, group 64',
      '',
    ]);
    const samples = tutorial.experiment(0, 'comparison').layers[4]!.output.statistics[1]!;
    assert.equal(samples.normalized, 'rms');
    assert.deepEqual(normalized(1), [
      'all 1, sample 32',
      'all 1, sample 32, group 64',
      'all 1, sample 32, group 64, group 128',
      'all 1, sample 32, channel 8, group 64, group 128, group 256',
    ]);
    assert.deepEqual(normalized(2), ['', '', 'all 1, sample 32']);
    assert.match(tutorial.printed, /BatchNorm2d\(8\) +samples' means +-1\.20 to +2\.18 +channels' +-0\.00 to +0\.00/);
    assert.deepEqual(new Set(tutorial.cardsOfCells), new Set([0]));
  });

  it('on learning rates: with batch normalization more rates work, the loss is smoother and inputs shift less', () => {
    const tutorial = new RunTutorial('04-learning-rates.ipynb');
    const [sweep, ranges, betas] = tutorial.figures;
    const works = (network: string): number =>
      sweep!.filter((row) => row.network === network && Number(row.loss) < 0.5).length;
    assert.equal(sweep!.length, 14);
    assert.equal(works('without'), 0);
    assert.ok(works('batch norm') >= 5);
    const { models } = tutorial.experiment(0, 'lossAlongGradient');
    assert.deepEqual(
      models.map(({ name }) => name),
      ['without', 'batch norm'],
    );
    assert.ok(models[0]!.effectiveSmoothness > 4 * models[1]!.effectiveSmoothness);
    assert.ok(models[0]!.lossRange[1] - models[0]!.lossRange[0] > 10);
    assert.ok(models[1]!.lossRange[1] - models[1]!.lossRange[0] < 0.5);
    const late = (rows: readonly Row[], series: string): number =>
      Math.max(...rows.filter((row) => row.series === series && Number(row.x) >= 7).map(({ y }) => Number(y)));
    assert.ok(late(ranges!, 'without') > 1 && late(ranges!, 'batch norm') < 0.1);
    assert.ok(late(betas!, 'without') > 2 * late(betas!, 'batch norm'));
    const [without, withNorm] = [1, 2].map((index) => tutorial.experiment(index, 'covariateShift').layers);
    assert.equal(without!.length, 4);
    without!.forEach(({ relative, fromStart }, index) => {
      const other = withNorm![index]!;
      assert.ok(Math.max(...relative) > 3 * Math.max(...other.relative));
      assert.ok(fromStart.at(-1)! > 5 * other.fromStart.at(-1)!);
    });
    assert.ok(Math.max(...tutorial.cardsOfCells) <= 4);
  });

  it('are joined by the examples of the documentation, which run as they stand', () => {
    const { cells } = runPage('experiments');
    const shown = cells.map((bundles) => bundles.filter((data) => EXPERIMENT_MIME in data).length);
    assert.deepEqual(shown, new Array(8).fill(1));
  });

  it('are joined by the page on watching, whose examples run as they stand', () => {
    const { printed } = runPage('watching');
    assert.match(printed, /"application\/vnd\.normscope\.training\.v1\+json"/);
    assert.match(printed, /epoch: 100%.*10\/10/);
  });

  it('are joined by the page on diagnosing models, whose examples run as they stand', () => {
    const { cells, printed } = runPage('diagnose');
    const kinds = cells.map((bundles) =>
      bundles.flatMap((data) => (EXPERIMENT_MIME in data ? [parseExperiment(data[EXPERIMENT_MIME]).kind] : [])),
    );
    assert.deepEqual(kinds, [
      ['diagnosis'],
      ['diagnosis'],
      ['modes'],
      ['modes'],
      [],
      [],
      ['folding'],
      ['folding'],
      ['twin'],
      ['twin'],
    ]);
    assert.match(printed, /step 5: BatchNorm1d\(8, .*stats\.input\.std > 10/);
  });
});
