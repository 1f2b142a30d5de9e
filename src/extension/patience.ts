/** Whether `promise` settles within a time. Never rejects. */
export async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  const isSettled = await Promise.race([settled, timeout]);
  clearTimeout(timer);
  return isSettled;
}

/**
 * Waits for what was told to stop. Where that takes longer than `milliseconds`, `ask` says whether to `restart`; an answer
 * that comes when it has stopped is too late, and counts for nothing.
 */
export async function untilStopped(
  stopped: Promise<void>,
  { milliseconds, ask, restart }: { milliseconds: number; ask: () => Promise<boolean>; restart: () => Promise<void> },
): Promise<void> {
  if (!(await settlesWithin(stopped, milliseconds))) {
    const isRestartWanted = await Promise.race([ask(), stopped.then(() => false)]);
    if (isRestartWanted) await restart();
  }
  await stopped;
}
