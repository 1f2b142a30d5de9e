import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { ErrorOutput } from '../protocol/output.ts';
import { PythonCellError } from './languages/python/pythonError.ts';
import { ConstantAssignmentError, CellSyntaxError } from './languages/typescript/cellErrors.ts';

/** Lines shown around the one that failed. */
const CONTEXT = 2;

/** A place in a cell or in a file of the user's. */
interface Frame {
  readonly cell: number | undefined;
  readonly file: string;
  readonly line: number;
  readonly function: string | undefined;
}

const FRAME = /^\s*at (?:(?<function>.+?) \()?(?<file>[^()]+?):(?<line>\d+):\d+\)?$/;
const CELL = /^Cell In\[(\d+)\]$/;

/** The stack's frames in the cells and the user's files, innermost first: what is Node's or the kernel's is left out. */
function parseFrames(stack: string, kernelFolder: string): Frame[] {
  return stack.split('\n').flatMap((text): Frame[] => {
    const groups = FRAME.exec(text)?.groups;
    if (groups?.file === undefined || groups.line === undefined) return [];
    const file = groups.file.startsWith('file:') ? fileURLToPath(groups.file) : groups.file;
    if (file.startsWith('node:') || file.startsWith(kernelFolder)) return [];
    const cell = CELL.exec(file)?.[1];
    return [
      {
        cell: cell === undefined ? undefined : Number(cell),
        file: file.replace(/\?modified=[\d.]+$/, ''),
        line: Number(groups.line),
        function: groups.function?.replace(/^async /, ''),
      },
    ];
  });
}

function codeAround(code: string, line: number): string[] {
  const lines = code.split('\n');
  const first = Math.max(1, line - CONTEXT);
  const last = Math.min(lines.length, line + CONTEXT);
  const width = String(last).length;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const number = first + index;
    const arrow = number === line ? '----> ' : '      ';
    return `${arrow}${String(number).padStart(width)} ${lines[number - 1]}`.trimEnd();
  });
}

/** Turns what a cell threw into text that VS Code links to the cell's lines. */
export class TracebackFormatter {
  readonly #kernelFolder: string;
  readonly #suggestion: (message: string) => string | undefined;
  readonly #sources = new Map<number, string>();

  /**
   * `kernelFolder`: where the kernel's own code lies, which no traceback shows. `suggestion`: the name that was meant, where
   * V8's message says that one is not there.
   */
  constructor(kernelFolder: string, suggestion: (message: string) => string | undefined) {
    this.#kernelFolder = kernelFolder;
    this.#suggestion = suggestion;
  }

  /** Keeps the text of a cell, to quote its lines later. */
  addSource(executionCount: number, code: string): void {
    this.#sources.set(executionCount, code);
  }

  /** The output for `thrown`, which need not be an Error, from the cell `executionCount`. */
  format(thrown: unknown, executionCount: number): ErrorOutput {
    if (thrown instanceof PythonCellError) return thrown.output;
    try {
      return this.#format(thrown, executionCount, new Set());
    } catch {
      const message = 'the cell threw something that cannot be shown';
      return { type: 'error', name: 'Uncaught', message, traceback: `Uncaught ${message}` };
    }
  }

  #format(thrown: unknown, executionCount: number, seen: Set<unknown>): ErrorOutput {
    seen.add(thrown);
    if (!(thrown instanceof Error)) {
      const message = typeof thrown === 'string' ? thrown : inspect(thrown);
      return { type: 'error', name: 'Uncaught', message, traceback: `Uncaught ${message}` };
    }
    const message = this.#withSuggestion(withoutScope(String(thrown.message)));
    const places = this.#places(thrown, executionCount);
    const cause =
      thrown.cause === undefined || seen.has(thrown.cause)
        ? []
        : ['', `Caused by: ${this.#format(thrown.cause, executionCount, seen).traceback}`];
    return {
      type: 'error',
      name: thrown.name,
      message,
      traceback: [`${thrown.name}: ${message}`, ...places, ...cause].join('\n'),
    };
  }

  #withSuggestion(message: string): string {
    const suggestion = this.#suggestion(message);
    return suggestion === undefined ? message : `${message}. Did you mean: '${suggestion}'?`;
  }

  #places(error: Error, executionCount: number): string[] {
    if (error instanceof CellSyntaxError || error instanceof ConstantAssignmentError) {
      const place: Frame = { cell: executionCount, file: '', line: error.line, function: undefined };
      return this.#describe(place, true);
    }
    const frames = parseFrames(String(error.stack), this.#kernelFolder);
    return frames.flatMap((frame, index) => this.#describe(frame, index === 0));
  }

  #describe(frame: Frame, withCode: boolean): string[] {
    const within = frame.function === undefined ? '' : `, in ${withoutScope(frame.function)}`;
    if (frame.cell === undefined) return [`${frame.file}:${frame.line}${within}`];
    const code = withCode ? codeAround(this.#sources.get(frame.cell) ?? '', frame.line) : [];
    return [`Cell In[${frame.cell}], line ${frame.line}${within}`, ...code];
  }
}

/** Names without the scope that cells reach them through: see languages/typescript/rewrite.ts. */
function withoutScope(text: string): string {
  return text.replace(/\(0 ?, ?__scope\.([\p{ID_Continue}$]+)\)/gu, '$1').replace(/__scope\./g, '');
}
