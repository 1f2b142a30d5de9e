import { randomUUID } from 'node:crypto';
import * as engine from '../engine/index.ts';
import { Lens } from '../lens/index.ts';
import type { Answer, ExecuteParams, Question, Questions, WhatIfCodeParams } from '../protocol/kernel.ts';
import type { Language } from '../protocol/languages.ts';
import { addOutput, isShown, type Output, type ShownOutput } from '../protocol/output.ts';
import { undoInterrupted } from '../experiments/index.ts';
import { createDatasets } from './datasets.ts';
import { createDisplay, displayValue } from './display.ts';
import { compare, compareBatchSizes, covariateShift, lossAlongGradient } from './experiments.ts';
import * as figures from './figures.ts';
import { loadTensors } from '../tensorFiles/index.ts';
import type { MessagePort } from 'node:worker_threads';
import type { Control } from './control.ts';
import { Findings } from './findings/findings.ts';
import type { CellLanguage } from './languages/language.ts';
import { LiveDisplays } from './liveDisplays.ts';
import { PythonLanguage } from './languages/python/index.ts';
import { SharedNames } from './languages/sharedNames.ts';
import { TypeScriptLanguage } from './languages/typescript/index.ts';
import type { CardOutput, FromWorker } from './messages.ts';
import * as models from './models/index.ts';
import { findLayersBy } from './models/layerLinks.ts';
import { ProgressBars } from './progressBars.ts';
import { ShownText, type TextOptions } from './shownText.ts';
import { TracebackFormatter } from './traceback.ts';
import { Variables } from './variables/variables.ts';
import { Watches } from './watches.ts';
import { whatIfCode } from './whatIfCode.ts';

export interface SessionOptions {
  /** Where relative imports start. */
  readonly folder: string;
  /** The extension's folder of data sets and tutorials. */
  readonly mediaFolder: string;
  /** Where the kernel's own code lies. */
  readonly kernelFolder: string;
  /** Where Pyodide and the Python modules lie. */
  readonly pythonFolder: URL;
  readonly cacheFolder: string | undefined;
  readonly text: TextOptions;
  readonly control: Control;
  /** Brings the answers to the questions that cells ask. */
  readonly answers: MessagePort;
}

/** The run of a cell from its start to its one end. */
interface CurrentRun {
  readonly params: ExecuteParams;
  failed: boolean;
  /** Whether it was asked to stop: when that is forced, it is told twice. */
  interrupted: boolean;
}

/** What one cell may display before the rest is left out: a loop that displays must not drown its reader. */
const MAX_DISPLAYS = 200;
const TOO_MANY_DISPLAYS = `… the cell displayed more than ${MAX_DISPLAYS} values; the rest is not shown\n`;

/** The window is told of progress at most this often. */
const REPORT_MILLISECONDS = 200;

/** What may come up between two cells. */
const MAX_HELD = 100;

/** What the engine exports for the lens and its hosts. */
export const NOT_FOR_CELLS = new Set<string>([
  'allocateResult',
  'channelNames',
  'compileKernels',
  'countBins',
  'defaultGenerator',
  'elements',
  'extremes',
  'forEachRun',
  'fromElements',
  'loadKernels',
  'mapFloat64',
  'RandomGenerator',
  'normalizationCalls',
  'normalizeAgain',
  'normalizeOtherwise',
  'observeAlone',
  'observeConstruction',
  'observeGradients',
  'observeNormalization',
  'observeOptimizerSteps',
  'observePasses',
  'observeTargets',
  'reportNormalization',
  'resetGradMode',
  'serveKernels',
  'setCount',
  'setLayout',
  'setMoments',
  'setSize',
  'summarizeInBackground',
  'summarizeSets',
  'survey',
  'watchBackward',
  'withoutKernels',
] satisfies (keyof typeof engine)[]);

/** What ends a cell that the user stops. */
export class Interrupted extends Error {
  override name = 'Interrupted';

  constructor() {
    super('the cell was stopped; its variables are kept');
    this.stack = '';
  }
}

/** The variables of a notebook and the cells that run on them, one at a time. */
export class Session {
  readonly printed: ShownText;
  readonly #send: (message: FromWorker) => void;
  readonly #live = new LiveDisplays((id, data) => {
    this.#show({ type: 'display', data, id });
  });
  readonly #progress = new ProgressBars(
    (id, make) => {
      this.#live.update(id, make);
    },
    (text) => {
      this.#reportProgress(text);
    },
  );
  readonly #watches = new Watches((id, make) => {
    this.#live.update(id, make);
  });
  readonly #findings = new Findings();
  readonly #lens = new Lens({ makeId: randomUUID, judge: this.#findings.judge });
  readonly #tracebacks: TracebackFormatter;
  readonly #languages: Record<Language, CellLanguage>;
  readonly #sharedNames: SharedNames;
  readonly #variables: Variables;
  /** What came up between two cells; the next one shows it. */
  readonly #held: ShownOutput[] = [];
  #current: CurrentRun | undefined;
  #displays = 0;
  /** The displays of the running cell that may change. */
  readonly #liveIds = new Set<string>();
  #clearsNext = false;
  /** When the window was last told of progress. */
  #reported = -Infinity;

  constructor(options: SessionOptions, send: (message: FromWorker) => void) {
    this.#send = send;
    findLayersBy((layer) => ({ place: this.#findings.lineOf(layer), card: this.#lens.cardOf(layer) }));
    this.printed = new ShownText(options.text, (output) => {
      this.#show(output);
    });
    const typescript = new TypeScriptLanguage(options.folder, this.#names(options));
    this.#tracebacks = new TracebackFormatter(options.kernelFolder, (message) => typescript.suggestion(message));
    const python = this.#python(options);
    this.#languages = {
      typescript: typescript.cells('typescript'),
      javascript: typescript.cells('javascript'),
      python,
    };
    this.#sharedNames = new SharedNames([typescript, python]);
    this.#variables = new Variables([python.variables, typescript.variables]);
  }

  /** Runs a cell and reports its outputs and its end. Never throws. */
  async execute(params: ExecuteParams): Promise<void> {
    const current: CurrentRun = { params, failed: false, interrupted: false };
    this.#current = current;
    this.printed.begin(params.run);
    this.#displays = 0;
    this.#liveIds.clear();
    this.#clearsNext = false;
    engine.resetGradMode();
    this.#tracebacks.addSource(params.executionCount, params.code);
    this.#findings.begin(params);
    for (const output of this.#held.splice(0)) this.#show(output);
    try {
      const { code, executionCount } = params;
      const value = await this.#languages[params.language].run({ code, executionCount });
      if (this.#current !== current) return;
      if (value !== undefined) this.#show({ type: 'display', data: displayValue(value), executionCount });
    } catch (error) {
      if (this.#current !== current) return;
      this.fail(error);
    }
    this.#shareNames();
    await promiseRejectionsReported();
    this.#finish(current);
  }

  /** Answers about a card or variables; null where they are gone. Never throws. */
  answer(question: Question): Answer<keyof Questions> {
    const { kind, params } = question;
    try {
      switch (kind) {
        case 'detail':
          return this.#lens.detail(params.card, params.set) ?? null;
        case 'whatIf':
          return this.#lens.whatIf(params.card, params.setting) ?? null;
        case 'whatIfCode':
          return this.#whatIfCode(params);
        default:
          return this.#variables.answer(question);
      }
    } catch {
      // Memory that is short is the cells'.
      return null;
    }
  }

  #whatIfCode({ card, setting, language }: WhatIfCodeParams): string | null {
    const live = this.#lens.live(card);
    if (live === undefined) return null;
    const { call, isTraining, parameters } = live;
    const { set } = setting;
    const place = set === undefined ? undefined : parameters?.indexOf(call.sets)?.(set);
    return whatIfCode({ call, isTraining, setting, place, language, names: this.#languages[language].namesOf(call) });
  }

  /** Starts what cells in a language need, and reports that it has. Never throws. */
  async prepare(language: Language): Promise<void> {
    await this.#languages[language].prepare?.();
    this.#send({ type: 'prepared', language });
  }

  /** A cell in another language finds what this one has bound. */
  #shareNames(): void {
    try {
      this.#sharedNames.spread();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends the run numbered `run`, if it is still going; its code is no longer running, or waits for a promise. */
  interrupt(run: number, isForced: boolean): void {
    const current = this.#current;
    if (current?.params.run !== run) return;
    const reason = new Interrupted();
    const language = this.#languages[current.params.language];
    if (!language.endsItself) {
      if (!current.interrupted) this.fail(reason);
      current.interrupted = true;
      this.#finish(current);
    }
    language.interrupt(reason, isForced);
  }

  /** Shows an error of the running cell; between cells, keeps it for the next. */
  fail(error: unknown): void {
    if (this.#current !== undefined) this.#current.failed = true;
    const output = this.#tracebacks.format(error, this.#current?.params.executionCount ?? 0);
    this.#show(this.#findings.seen(output));
  }

  #finish(current: CurrentRun): void {
    if (this.#current !== current) return;
    undoInterrupted();
    this.#progress.finish();
    this.#watches.show();
    this.#live.flush();
    try {
      for (const card of this.#lens.takeCards(this.#watches.covers)) this.#show({ type: 'card', card });
      for (const output of this.#findings.take()) this.#show(output);
    } catch (error) {
      this.fail(error);
    }
    // Not before: a stop while cards are made has them made again.
    this.#watches.finish();
    this.printed.end();
    this.#current = undefined;
    this.#send({ type: 'done', run: current.params.run, success: !current.failed });
  }

  /** Tells the window how far the running cell is: not more often than a reader can follow. */
  #reportProgress(text: string): void {
    const now = performance.now();
    if (this.#current === undefined || (text !== '' && now - this.#reported < REPORT_MILLISECONDS)) return;
    this.#reported = text === '' ? -Infinity : now;
    this.#send({ type: 'output', run: this.#current.params.run, output: { type: 'progress', text } });
  }

  /** Takes away what the cell has shown, now or when it shows something again. */
  #clear(wait: boolean): void {
    this.#live.clear();
    this.#clearsNext = wait;
    if (!wait) this.#show({ type: 'clear' });
  }

  #show(output: Output | CardOutput): void {
    if (this.#clearsNext) {
      this.#clearsNext = false;
      this.#show({ type: 'clear' });
    }
    if (output.type === 'clear') {
      this.#displays = 0;
      this.#liveIds.clear();
      this.printed.clear();
    }
    if (output.type === 'display' && !this.#isKnown(output.id) && ++this.#displays > MAX_DISPLAYS) {
      if (this.#displays === MAX_DISPLAYS + 1) this.printed.write('stderr', TOO_MANY_DISPLAYS);
      return;
    }
    if (this.#current !== undefined)
      this.#send({ type: 'output', run: this.#current.params.run, output: this.printed.limited(output) });
    else if (output.type !== 'card' && isShown(output)) this.#hold(output);
  }

  /** Whether the running cell shows a display named `id` already; notes that it does from now on. */
  #isKnown(id: string | undefined): boolean {
    if (id === undefined) return false;
    const isKnown = this.#liveIds.has(id);
    this.#liveIds.add(id);
    return isKnown;
  }

  #hold(output: ShownOutput): void {
    if (this.#held.length < MAX_HELD) addOutput(this.#held, output);
  }

  #python({ pythonFolder, folder, cacheFolder, control, answers }: SessionOptions): PythonLanguage {
    return new PythonLanguage(
      { pythonFolder, folder, cacheFolder, interruptBuffer: control.interruptBuffer },
      {
        write: (stream, text) => {
          this.printed.write(stream, text);
        },
        display: (data, executionCount) => {
          this.#show({ type: 'display', data, ...(executionCount === undefined ? {} : { executionCount }) });
        },
        displayLive: (id, data) => {
          this.#live.update(id, () => data);
        },
        clear: (wait) => {
          this.#clear(wait);
        },
        findings: this.#findings,
        showRun: (run, watchOptions) => this.#watches.begin({ run, end: () => undefined }, watchOptions),
        watchPoints: this.#watches.points,
        reportProgress: (text) => {
          this.#reportProgress(text);
        },
        input: (prompt, password) => {
          this.#send({ type: 'input', params: { prompt, password } });
          return control.receive<string | null>(answers) ?? undefined;
        },
        sleep: (milliseconds) => {
          control.sleep(milliseconds);
        },
      },
    );
  }

  /** What cells have without importing it. */
  #names(options: SessionOptions): Record<string, unknown> {
    const names = Object.entries(engine).filter(([name]) => !NOT_FOR_CELLS.has(name));
    return {
      ...Object.fromEntries(names),
      ...figures,
      ...models,
      compare,
      compareBatchSizes,
      covariateShift,
      loadTensors,
      lossAlongGradient,
      tqdm: this.#progress.tqdm,
      trange: this.#progress.trange,
      watch: this.#watches.watch,
      lens: this.#watches.points.lens,
      datasets: createDatasets(options.mediaFolder),
      display: createDisplay(
        (data) => {
          this.#show({ type: 'display', data });
        },
        (id, data) => {
          this.#live.update(id, () => data);
        },
      ),
    };
  }
}

/** Resolves when Node has reported the promises that were rejected with nobody listening. */
function promiseRejectionsReported(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
