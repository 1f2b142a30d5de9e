import type { Card } from '../protocol/card.ts';
import type { MessagePort } from 'node:worker_threads';
import type { Answer, ExecuteParams, InputParams, KernelOptions, Question, Questions } from '../protocol/kernel.ts';
import type { Language } from '../protocol/languages.ts';
import type { Output } from '../protocol/output.ts';

/** What the kernel's main thread tells the worker that runs the cells. */
export type ToWorker =
  | { readonly type: 'execute'; readonly params: ExecuteParams }
  | { readonly type: 'prepare'; readonly language: Language }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  | { readonly type: 'interrupt'; readonly run: number; readonly isForced: boolean };

/** How a worker is started. */
export interface WorkerStart {
  readonly options: KernelOptions;
  readonly control: SharedArrayBuffer;
  /** Brings the answers to the questions that cells ask. */
  readonly answers: MessagePort;
}

/** A card as the worker makes it; the main thread adds the pictures. */
export interface CardOutput {
  readonly type: 'card';
  readonly card: Card;
}

/** What the worker tells the main thread. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'prepared'; readonly language: Language }
  | { readonly type: 'input'; readonly params: InputParams }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer<keyof Questions> }
  | { readonly type: 'output'; readonly run: number; readonly output: Output | CardOutput }
  | { readonly type: 'done'; readonly run: number; readonly success: boolean };
