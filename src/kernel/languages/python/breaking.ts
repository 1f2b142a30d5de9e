import type { PyodideAPI } from 'pyodide';

/** The part of Pyodide that is told when the interpreter's memory can no longer be trusted. */
interface FatalErrors {
  readonly _api: { fatal_error: (error: unknown) => never };
}

/** Whether the interpreter is broken, and the promise that tells. */
export interface Breaking {
  isBroken: boolean;
  readonly promise: Promise<never>;
  break(reason: unknown): void;
}

/** Pyodide prints pages on a fatal error, and throws it where nobody can catch it; here it is only told. */
export function watchForBreaking(python: PyodideAPI): Breaking {
  const { _api: api } = python as unknown as FatalErrors;
  let reject!: (reason: Error) => void;
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => undefined);
  const breaking: Breaking = {
    isBroken: false,
    promise,
    break: (reason) => {
      breaking.isBroken = true;
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    },
  };
  const original = api.fatal_error;
  api.fatal_error = (error) => {
    const { error: print } = console;
    breaking.isBroken = true;
    console.error = () => undefined;
    try {
      return original(error);
    } finally {
      console.error = print;
      breaking.break(error);
    }
  };
  return breaking;
}
