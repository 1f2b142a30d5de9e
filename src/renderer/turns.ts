let last: Promise<void> = Promise.resolve();
let isPrinting = false;

/** Resolves when it is the caller's turn to draw: one chart a task, so that a page with many scrolls while they are drawn. */
export function drawingTurn(): Promise<void> {
  last = last.then(
    () =>
      new Promise((resolve) => {
        setTimeout(resolve, 0);
      }),
  );
  return last;
}

/** Whether the page is about to be printed: then nothing waits for its turn, or to come near the visible part. */
export function isForPaper(): boolean {
  return isPrinting;
}

// Before all other listeners, which draw.
addEventListener('beforeprint', () => (isPrinting = true), { capture: true });
addEventListener('afterprint', () => (isPrinting = false), { capture: true });
