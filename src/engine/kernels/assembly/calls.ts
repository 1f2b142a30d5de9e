import {
  columnGradientSums,
  columnMoments,
  inputGradientColumns,
  normalizeColumns,
  parameterGradients,
} from './columns';
import { convolve, inputGradient, weightGradient } from './convolution';
import { collect, countBins, countDigits, survey } from './distribution';
import { binary, binaryLeft, binaryRight } from './elementwise';
import { extremes } from './extremes';
import { multiplyBlock, packPanels } from './matmul';
import { gradientSums, inputGradientRuns, normalizeRuns } from './normalize';
import { adam, descend } from './optimizers';
import { maximaOfBoxes, scatter } from './pooling';
import { drawWords, wordsToNormal, wordsToUniform } from './random';
import { inputGradientRows, normalizeRows, rowGradientSums } from './rows';
import { inputGradientSets, normalizeSets } from './sets';
import { moments, sum } from './statistics';
import { softmax, unary } from './unary';

/** A call in the table: the kernel's number, then its arguments, all of them float64. */
const CALL_BYTES_LOG2: i32 = 7;

// Where the threads meet: each in a cache line of its own.
/** Generation of the batch (32 bits), how many calls it has (16), the next to claim (16): changed as one. */
const CLAIMS: usize = 0;
/** Calls of the batch that are done. */
const FINISHED: usize = 64;
/** Changes with each batch: sleeping threads wait for that. */
const SIGNAL: usize = 128;
const SLEEPERS: usize = 192;
/** Threads that may be computing. */
const ACTIVE: usize = 256;
/** Calls that failed: a host counts them. */
const FAILED: usize = 320;
const TABLE: usize = 4096;

/** How often a thread looks for a new batch before it sleeps: about a millisecond. */
const SPINS: i32 = 1 << 20;

// @ts-ignore: decorator
@inline
function address(call: usize, index: i32): usize {
  return <usize>load<f64>(call + (<usize>(index + 1) << 3));
}

// @ts-ignore: decorator
@inline
function integer(call: usize, index: i32): i32 {
  return <i32>load<f64>(call + (<usize>(index + 1) << 3));
}

// @ts-ignore: decorator
@inline
function float(call: usize, index: i32): f32 {
  return <f32>load<f64>(call + (<usize>(index + 1) << 3));
}

// @ts-ignore: decorator
@inline
function double(call: usize, index: i32): f64 {
  return load<f64>(call + (<usize>(index + 1) << 3));
}

/** The kernels by their numbers; memory/calls.ts has the same. */
function execute(c: usize, workspace: usize): void {
  switch (<i32>load<f64>(c)) {
    case 0:
      return moments(address(c, 0), integer(c, 1), integer(c, 2), integer(c, 3), address(c, 4), address(c, 5));
    case 1:
      return sum(address(c, 0), integer(c, 1), integer(c, 2), integer(c, 3), address(c, 4));
    case 2:
      return normalizeRuns(
        address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), integer(c, 4), float(c, 5), float(c, 6), float(c, 7),
      );
    case 3:
      return rowGradientSums(
        address(c, 0), address(c, 1), address(c, 2), integer(c, 3), integer(c, 4), address(c, 5), address(c, 6),
      );
    case 4:
      return gradientSums(
        address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), integer(c, 4), float(c, 5), address(c, 6),
      );
    case 5:
      return inputGradientRuns(
        address(c, 0), address(c, 1), address(c, 2), integer(c, 3), integer(c, 4), integer(c, 5), float(c, 6), float(c, 7),
        float(c, 8), float(c, 9),
      );
    case 6:
      return binary(integer(c, 0), address(c, 1), address(c, 2), address(c, 3), integer(c, 4));
    case 7:
      return binaryRight(integer(c, 0), address(c, 1), float(c, 2), address(c, 3), integer(c, 4));
    case 8:
      return binaryLeft(integer(c, 0), float(c, 1), address(c, 2), address(c, 3), integer(c, 4));
    case 9:
      return packPanels(
        address(c, 0), integer(c, 1), integer(c, 2), integer(c, 3), integer(c, 4), integer(c, 5), address(c, 6),
      );
    case 10:
      return multiplyBlock(
        address(c, 0), integer(c, 1), integer(c, 2), address(c, 3), address(c, 4), integer(c, 5), integer(c, 6),
        integer(c, 7), integer(c, 8), integer(c, 9), workspace,
      );
    case 11:
      return maximaOfBoxes(address(c, 0), integer(c, 1), integer(c, 2), address(c, 3), address(c, 4), address(c, 5));
    case 12:
      return drawWords(address(c, 0), address(c, 1), integer(c, 2));
    case 13:
      return wordsToUniform(address(c, 0), integer(c, 1), float(c, 2), float(c, 3));
    case 14:
      return wordsToNormal(address(c, 0), integer(c, 1), float(c, 2), float(c, 3));
    case 15:
      return convolve(
        address(c, 0), address(c, 1), address(c, 2), address(c, 3), address(c, 4), integer(c, 5), workspace,
      );
    case 16:
      return weightGradient(
        address(c, 0), address(c, 1), address(c, 2), address(c, 3), integer(c, 4), integer(c, 5), integer(c, 6),
        integer(c, 7), workspace,
      );
    case 17:
      return inputGradient(address(c, 0), address(c, 1), address(c, 2), address(c, 3), integer(c, 4), workspace);
    case 18:
      return adam(
        address(c, 0), address(c, 1), address(c, 2), address(c, 3), address(c, 4), integer(c, 5), float(c, 6), float(c, 7),
        float(c, 8), float(c, 9), float(c, 10), float(c, 11), float(c, 12), float(c, 13),
      );
    case 19:
      return descend(
        address(c, 0), address(c, 1), address(c, 2), integer(c, 3), float(c, 4), float(c, 5), float(c, 6), float(c, 7),
        integer(c, 8), integer(c, 9),
      );
    case 20:
      return scatter(address(c, 0), address(c, 1), integer(c, 2), address(c, 3), integer(c, 4), integer(c, 5));
    case 21:
      return survey(address(c, 0), integer(c, 1), address(c, 2), address(c, 3));
    case 22:
      return countBins(address(c, 0), integer(c, 1), double(c, 2), double(c, 3), integer(c, 4), address(c, 5));
    case 23:
      return collect(address(c, 0), integer(c, 1), address(c, 2), address(c, 3));
    case 24:
      return countDigits(address(c, 0), integer(c, 1), integer(c, 2), integer(c, 3), address(c, 4));
    case 25:
      return extremes(address(c, 0), integer(c, 1), address(c, 2), integer(c, 3) != 0);
    case 26:
      return unary(integer(c, 0), address(c, 1), address(c, 2), integer(c, 3));
    case 27:
      return softmax(address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), integer(c, 4));
    case 28:
      return columnMoments(address(c, 0), integer(c, 1), integer(c, 2), address(c, 3));
    case 29:
      return normalizeColumns(address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), address(c, 4));
    case 30:
      return columnGradientSums(address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), address(c, 4), address(c, 5));
    case 31:
      return inputGradientColumns(
        address(c, 0), address(c, 1), address(c, 2), integer(c, 3), integer(c, 4), address(c, 5),
      );
    case 32:
      return parameterGradients(
        address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), integer(c, 4), address(c, 5), address(c, 6),
      );
    case 33:
      return normalizeRows(
        address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), integer(c, 4), address(c, 5), address(c, 6),
        address(c, 7),
      );
    case 34:
      return inputGradientRows(
        address(c, 0), address(c, 1), address(c, 2), address(c, 3), integer(c, 4), integer(c, 5), address(c, 6),
      );
    case 35:
      return normalizeSets(
        address(c, 0), address(c, 1), integer(c, 2), integer(c, 3), integer(c, 4), integer(c, 5), integer(c, 6),
        integer(c, 7), integer(c, 8), integer(c, 9), address(c, 10), address(c, 11), address(c, 12), double(c, 13),
        integer(c, 14) != 0,
      );
    case 36:
      return inputGradientSets(
        address(c, 0), address(c, 1), address(c, 2), integer(c, 3), integer(c, 4), integer(c, 5), integer(c, 6),
        integer(c, 7), integer(c, 8), integer(c, 9), integer(c, 10), address(c, 11), address(c, 12), address(c, 13),
        integer(c, 14) != 0,
      );
  }
}

/** Executes the first `count` calls of the table one after the other. */
export function runAlone(control: usize, count: i32, workspace: usize): void {
  let call = control + TABLE;
  for (let i = 0; i < count; i++) {
    execute(call, workspace);
    call += 1 << CALL_BYTES_LOG2;
  }
}

/** Claims calls of the batch until none is left. */
function work(control: usize, workspace: usize): void {
  while (true) {
    const claims = atomic.load<i64>(control, CLAIMS);
    const next = <i32>(claims & 0xffff);
    if (next >= <i32>((claims >> 16) & 0xffff)) return;
    if (atomic.cmpxchg<i64>(control, claims, claims + 1, CLAIMS) != claims) continue;
    execute(control + TABLE + (<usize>next << CALL_BYTES_LOG2), workspace);
    atomic.add<i32>(control, 1, FINISHED);
  }
}

/** Hands the first `count` calls of the table to the threads that {@link serve}. */
export function publish(control: usize, count: i32): void {
  const generation = atomic.load<i64>(control, CLAIMS) >> 32;
  atomic.store<i32>(control, 0, FINISHED);
  atomic.store<i32>(control, 0, FAILED);
  atomic.store<i64>(control, ((generation + 1) << 32) | (<i64>count << 16), CLAIMS);
  atomic.add<i32>(control, 1, SIGNAL);
  if (atomic.load<i32>(control, SLEEPERS) > 0) atomic.notify(control + SIGNAL, count);
}

/** Takes part in the batch and returns when all its calls are done; threads that claimed none are not waited for. */
export function join(control: usize, count: i32, workspace: usize): void {
  work(control, workspace);
  while (atomic.load<i32>(control, FINISHED) < count) continue;
}

/** Closes a batch whose owner was stopped from outside, and returns when no thread works on it any more. */
export function settle(control: usize): void {
  while (true) {
    const claims = atomic.load<i64>(control, CLAIMS);
    if (atomic.cmpxchg<i64>(control, claims, claims & ~0xffffffff, CLAIMS) == claims) break;
  }
  while (atomic.load<i32>(control, ACTIVE) > 0) continue;
}

/** What a thread of the pool does all its life: work on batches, watch for the next one, and sleep when none comes. */
export function serve(control: usize, workspace: usize): void {
  while (true) {
    const signal = atomic.load<i32>(control, SIGNAL);
    atomic.add<i32>(control, 1, ACTIVE);
    work(control, workspace);
    atomic.sub<i32>(control, 1, ACTIVE);
    let spins = 0;
    while (spins < SPINS && atomic.load<i32>(control, SIGNAL) == signal) spins++;
    if (spins < SPINS) continue;
    atomic.add<i32>(control, 1, SLEEPERS);
    atomic.wait<i32>(control + SIGNAL, signal, -1);
    atomic.sub<i32>(control, 1, SLEEPERS);
  }
}
