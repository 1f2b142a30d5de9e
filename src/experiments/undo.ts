/** What is to be undone for experiments that run, the innermost last. */
const pending: (() => void)[] = [];

/** Runs `body`, and then `undo`, whatever happens. */
export function undoing<Result>(undo: () => void, body: () => Result): Result {
  pending.push(undo);
  try {
    return body();
  } finally {
    const index = pending.indexOf(undo);
    if (index >= 0) {
      pending.splice(index, 1);
      undo();
    }
  }
}

/** Undoes what is left of experiments that were stopped from outside: a program that is ended so runs no `finally`. */
export function undoInterrupted(): void {
  while (pending.length > 0) pending.pop()!();
}
