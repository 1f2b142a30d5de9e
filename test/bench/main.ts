// npm run bench -- [WORK…] [--json] [--threads 1,2] [--peers torch,numpy] [--watching] [--cards] [--diagnose]: times the workloads through the public API, in
// turns with the peers that are installed. Without names of works it measures all there is and writes RESULTS.md.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import {
  bundleSize,
  measureActivation,
  measureFootprint,
  measureGrowth,
  measurePython,
  measureStart,
  printFootprint,
} from './footprint.ts';
import { cardsReport, measureCards } from './cards.ts';
import { diagnoseReport, measureDiagnose } from './diagnose.ts';
import { measure, type Measurement } from './measure.ts';
import { DIST, ROOT } from './paths.ts';
import { PEER_PROGRAMS, startPeer } from './peer.ts';
import { report } from './report.ts';
import { measureWhatIf, whatIfReport } from './whatIf.ts';
import { measureWatching, watchingReport } from './watching.ts';
import { WORKS } from './works.ts';

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

/** `values`, of which each must be one of `known`. */
function known(what: string, values: readonly string[], names: readonly string[]): readonly string[] {
  const unknown = values.filter((value) => !names.includes(value));
  if (unknown.length > 0) refuse(`There is no ${what} ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  return values;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1,2' },
    peers: { type: 'string' },
    footprint: { type: 'string' },
    watching: { type: 'boolean', default: false },
    cards: { type: 'boolean', default: false },
    diagnose: { type: 'boolean', default: false },
  },
});
const works = known('workload', positionals, Object.keys(WORKS));
const peerNames = known('peer', values.peers?.split(',') ?? Object.keys(PEER_PROGRAMS), Object.keys(PEER_PROGRAMS));
const threadCounts = values.threads.split(',').map(Number);
if (threadCounts.some((count) => !(Number.isInteger(count) && count > 0)))
  refuse('--threads takes numbers: --threads 1,2');

function load(threads: number): void {
  if (!loadNativeKernels(DIST, threads))
    refuse('The kernels are not built, or this machine has no SIMD: npm run build.');
}

function print({ work, threads, timings }: Measurement): void {
  for (const [peer, { milliseconds, ratio, rounds }] of timings) {
    if (values.json) console.log(JSON.stringify({ peer, work, threads, ms_median: milliseconds, n: rounds }));
    else if (peer === 'normscope') {
      const against = ratio === undefined ? '' : ` · ${ratio.toFixed(2)} of PyTorch's time`;
      console.log(`${work.padEnd(4)} ${threads} thread(s) ${milliseconds.toPrecision(3).padStart(7)} ms${against}`);
    }
  }
}

async function main(): Promise<void> {
  const measurements: Measurement[] = [];
  const versions = new Map<string, string>();
  for (const threads of threadCounts) {
    load(threads);
    const peers = (await Promise.all(peerNames.map((name) => startPeer(name, threads)))).filter(
      (peer) => peer !== undefined,
    );
    for (const { name, version } of peers) versions.set(name, version);
    for (const work of works.length > 0 ? works : Object.keys(WORKS)) {
      const measurement = await measure(work, threads, peers);
      measurements.push(measurement);
      print(measurement);
    }
    for (const peer of peers) peer.end();
  }
  if (works.length > 0 || values.peers !== undefined) return;
  load(1);
  const rest = {
    growth: measureGrowth(),
    footprint: measureFootprint(),
    start: measureStart(),
    activation: measureActivation(),
    python: measurePython(),
    bundle: bundleSize(),
    watching: measureWatching(),
    cards: await measureCards(),
    whatIf: await measureWhatIf(),
    diagnose: measureDiagnose(),
  };
  writeFileSync(new URL('test/bench/RESULTS.md', ROOT), report(measurements, versions, rest));
}

if (values.watching) {
  load(1);
  console.log(watchingReport(measureWatching()).join('\n'));
} else if (values.cards) {
  load(1);
  console.log([...cardsReport(await measureCards()), ...whatIfReport(await measureWhatIf())].join('\n'));
} else if (values.diagnose) {
  load(1);
  console.log(diagnoseReport(measureDiagnose()).join('\n'));
} else if (values.footprint === undefined) await main();
else {
  load(1);
  await printFootprint(values.footprint);
}
process.exit();
