import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { SetDetail } from './card.ts';
import type { Language } from './languages.ts';
import type { Output } from './output.ts';
import type { VariableQuestions } from './variables.ts';
import type { Setting, WhatIf } from './whatIf.ts';

export interface ExecuteParams {
  /** Names the run in {@link OutputNotification}; unique within a kernel. */
  readonly run: number;
  /** The number in `In[…]`. */
  readonly executionCount: number;
  readonly language: Language;
  readonly code: string;
  /** The codes of findings that nobody wants to see. Default: none. */
  readonly ignore?: readonly string[];
}

export interface ExecuteResult {
  /** Whether the cell ran to its end. */
  readonly success: boolean;
}

export interface OutputParams {
  readonly run: number;
  readonly output: Output;
}

/** Runs a cell; answered when it has ended and all its outputs have been sent. Cells run one after the other. */
export const ExecuteRequest = new RequestType<ExecuteParams, ExecuteResult, void>('kernel/execute');

export interface PrepareParams {
  readonly language: Language;
}

/** Starts what cells in a language need, so that the first of them need not wait for it. Does nothing the second time. */
export const PrepareNotification = new NotificationType<PrepareParams>('kernel/prepare');

/** Stops the running cell and keeps the variables; answered when it has stopped. */
export const InterruptRequest = new RequestType0<void, void>('kernel/interrupt');

/** Forgets all variables and stops the running cell; answered when the kernel is ready again. */
export const RestartRequest = new RequestType0<void, void>('kernel/restart');

export interface DetailParams {
  /** The card's id. */
  readonly card: string;
  readonly set: number;
}

export interface WhatIfParams {
  /** The card's id. */
  readonly card: string;
  readonly setting: Setting;
}

export interface WhatIfCodeParams extends WhatIfParams {
  readonly language: Language;
}

/** What the reader of a card, or of the list of variables, may ask the kernel, and what it answers. */
export interface Questions extends VariableQuestions {
  /** Describes one set of the card's tensors. */
  readonly detail: { readonly params: DetailParams; readonly answer: SetDetail };
  /** Computes the card's call again, with other options. */
  readonly whatIf: { readonly params: WhatIfParams; readonly answer: WhatIf };
  /** Writes the code of a cell that does so. */
  readonly whatIfCode: { readonly params: WhatIfCodeParams; readonly answer: string };
}

/** One of the {@link Questions}. */
export type Question = {
  readonly [Kind in keyof Questions]: { readonly kind: Kind; readonly params: Questions[Kind]['params'] };
}[keyof Questions];

export type Answer<Kind extends keyof Questions> = Questions[Kind]['answer'] | null;

/** Asks about a card or variables, after the cells that were handed over before; null where they are gone. */
export const AskRequest = new RequestType<Question, Answer<keyof Questions>, void>('kernel/ask');

/** How much memory the process takes, in bytes; answered at once, also while a cell runs. */
export const MemoryRequest = new RequestType0<number, void>('kernel/memory');

export const OutputNotification = new NotificationType<OutputParams>('kernel/output');

export interface InputParams {
  readonly prompt: string;
  /** Whether what is typed is to be hidden. */
  readonly password: boolean;
}

/** Asks the user for a line of text, on behalf of the running cell; null where nobody answers. */
export const InputRequest = new RequestType<InputParams, string | null, void>('kernel/input');

/**
 * The variable of a kernel's environment that names the folder where Node keeps what V8 has compiled:
 * https://nodejs.org/api/module.html#module-compile-cache
 */
export const COMPILE_CACHE = 'NODE_COMPILE_CACHE';

/** The folder for that in a kernel's cache folder. */
export const COMPILED_CODE = 'code';

/** What a kernel process is told on its command line, as JSON. */
export interface KernelOptions {
  /** The folder that relative imports and paths start from: the notebook's. */
  readonly folder: string;
  /** How many threads compute. Default: one fewer than the machine's cores. */
  readonly threads?: number | undefined;
  /** Where the kernel may keep what makes its next start faster. Default: nowhere. */
  readonly cacheFolder?: string | undefined;
  /** How many characters of text a cell shows before the rest is cut. Default: 500,000. */
  readonly outputLimit?: number | undefined;
  /** Where the kernel may put the whole text of cells that show more. Default: nowhere. */
  readonly outputFolder?: string | undefined;
}
