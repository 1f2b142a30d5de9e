import type { MimeBundle } from './mime.ts';

/** Text that a cell printed. Consecutive texts on one stream continue each other. */
export interface StreamOutput {
  readonly type: 'stream';
  readonly name: 'stdout' | 'stderr';
  readonly text: string;
}

/** A value or a picture. */
export interface DisplayOutput {
  readonly type: 'display';
  readonly data: MimeBundle;
  /** Set where this is the value of the cell's last expression. */
  readonly executionCount?: number;
  /** Set where it may change: it takes the place of what the running cell shows under this name. */
  readonly id?: string;
}

/** The error that ended a cell. */
export interface ErrorOutput {
  readonly type: 'error';
  /** The error's class, for example `ValueError`. */
  readonly name: string;
  readonly message: string;
  /** The message and the stack with the cells' own lines (`Cell In[3], line 5`). */
  readonly traceback: string;
}

/** Takes away what the cell has shown so far. */
export interface ClearOutput {
  readonly type: 'clear';
}

/** How far the running cell is. It is told while the cell runs, and is not kept. */
export interface ProgressOutput {
  readonly type: 'progress';
  /** For example `3/10 [00:05<00:12, 1.70s/it]`; empty where nothing is under way. */
  readonly text: string;
}

/** The running cell shows more text than the limit allows. */
export interface CutOutput {
  readonly type: 'cut';
  /** The file that has the whole text when the cell has ended. */
  readonly file: string;
}

/** What stays below a cell. */
export type ShownOutput = StreamOutput | DisplayOutput | ErrorOutput;

export type Output = ShownOutput | ClearOutput | ProgressOutput | CutOutput;

/** Whether an output stays below the cell. */
export function isShown(output: Output): output is ShownOutput {
  return output.type === 'stream' || output.type === 'display' || output.type === 'error';
}

/** Adds `output` to what a cell shows: a display that may change takes the place of its state before. */
export function addOutput(shown: ShownOutput[], output: ShownOutput): void {
  const before =
    output.type === 'display' && output.id !== undefined
      ? shown.findIndex((other) => other.type === 'display' && other.id === output.id)
      : -1;
  if (before < 0) shown.push(output);
  else shown[before] = output;
}
