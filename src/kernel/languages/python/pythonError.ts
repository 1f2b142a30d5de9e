import type { ErrorOutput } from '../../../protocol/output.ts';

/** What a Python cell raised, with the traceback that Python made of it. */
export class PythonCellError extends Error {
  readonly output: ErrorOutput;

  constructor(name: string, message: string, traceback: string) {
    super(message);
    this.name = name;
    this.output = { type: 'error', name, message, traceback };
  }
}
