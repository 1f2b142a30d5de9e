import type { Peer } from './peer.ts';
import { prepare, TOLERANCE } from './works.ts';

/** Rounds in which all take their turn. */
const ROUNDS = 9;
/** Each measures for about this long in a round. */
const ROUND_MILLISECONDS = 120;
/** How long each runs beforehand: until code is compiled and memory is in place. */
const WARM_UP_MILLISECONDS = 1000;
/** Who takes longer for one run is measured in three rounds only. */
const SLOW_MILLISECONDS = 1500;
const MOST_RUNS = 10_000;

export interface Timing {
  /** The median over rounds of the median over runs, in milliseconds. */
  readonly milliseconds: number;
  /** This by PyTorch's time in the same round, the median over rounds; undefined without PyTorch. */
  readonly ratio: number | undefined;
  readonly rounds: number;
}

/** One work on one number of threads. */
export interface Measurement {
  readonly work: string;
  readonly threads: number;
  /** Against float64, relative to the largest number of the result. */
  readonly error: number;
  /** By name of the peer; our own is `normscope`. */
  readonly timings: ReadonlyMap<string, Timing>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

export function timed(run: () => void, reps: number): number[] {
  return Array.from({ length: reps }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
}

/** Someone who takes part, and how many runs make a round. */
interface Participant {
  readonly name: string;
  readonly measure: (reps: number) => Promise<number[]>;
  readonly reps: number;
  readonly rounds: number;
}

async function warmedUp(name: string, measure: Participant['measure']): Promise<Participant> {
  const [first] = await measure(1);
  if (first! > SLOW_MILLISECONDS) return { name, measure, reps: 1, rounds: 3 };
  const [once] = (await measure(1)) as [number];
  const reps = Math.min(MOST_RUNS, Math.max(1, Math.round(ROUND_MILLISECONDS / once)));
  await measure(Math.min(MOST_RUNS, Math.ceil(WARM_UP_MILLISECONDS / once)));
  return { name, measure, reps, rounds: ROUNDS };
}

/** Has all take turns; the ratios refer to `torch` if it is among them. */
async function takeTurns(participants: readonly Participant[]): Promise<[string, Timing][]> {
  const medians = new Map<string, number[]>(participants.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, measure: runs, reps, rounds } of participants) {
      if (round < rounds) medians.get(name)!.push(median(await runs(reps)));
    }
  }
  const torch = medians.get('torch');
  return [...medians].map(([name, own]) => {
    const ratio = torch && median(own.map((value, round) => value / torch[Math.min(round, torch.length - 1)]!));
    return [name, { milliseconds: median(own), ratio, rounds: own.length }];
  });
}

/**
 * Checks a work against float64, then times it in turns with PyTorch, and after that PyTorch in turns with the other peers
 * that know it: memory of a process that waits for long is taken away on some machines. Throws where the result is wrong.
 */
export async function measure(work: string, threads: number, peers: readonly Peer[]): Promise<Measurement> {
  const { run, error } = prepare(work);
  const found = error();
  if (!(found <= TOLERANCE)) throw new Error(`${work} is wrong: its error is ${found}`);
  const able = peers.filter((peer) => peer.works.includes(work));
  const ofPeer = (peer: Peer): Promise<Participant> => warmedUp(peer.name, (reps) => peer.measure(work, reps));
  const torch = able.find(({ name }) => name === 'torch');
  const others = able.filter((peer) => peer !== torch);
  const ours = await warmedUp('normscope', (reps) => Promise.resolve(timed(run, reps)));
  const reference = torch && (await ofPeer(torch));
  const timings = new Map(await takeTurns(reference === undefined ? [ours] : [ours, reference]));
  const rest: Participant[] = reference === undefined ? [] : [reference];
  for (const peer of others) rest.push(await ofPeer(peer));
  for (const [name, timing] of others.length > 0 ? await takeTurns(rest) : []) {
    if (!timings.has(name)) timings.set(name, timing);
  }
  return { work, threads, error: found, timings };
}
