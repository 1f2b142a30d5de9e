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

export type Output = StreamOutput | DisplayOutput | ErrorOutput | ClearOutput;
