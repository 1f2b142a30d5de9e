import type { ErrorOutput } from '../../../protocol/output.ts';

/** Whether an error is that of an interpreter that broke, which its language tells of. */
export function isInterpreterFailure(error: unknown): boolean {
  return error instanceof Error && 'pyodide_fatal_error' in error;
}

/** What a Python cell raised, with the traceback that Python made of it. */
export class PythonCellError extends Error {
  readonly output: ErrorOutput;

  constructor(name: string, message: string, traceback: string) {
    super(message);
    this.name = name;
    this.output = { type: 'error', name, message, traceback };
  }
}
