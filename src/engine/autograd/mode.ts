/** Whether operations are recorded: the innermost scope decides. Scopes of async functions may end in any order. */
const scopes: { recording: boolean }[] = [];
let outermost = true;

export function isGradEnabled(): boolean {
  return scopes.at(-1)?.recording ?? outermost;
}

function withRecording<T>(recording: boolean, body: () => T): T {
  const scope = { recording };
  const end = (): void => {
    const index = scopes.indexOf(scope);
    if (index >= 0) scopes.splice(index, 1);
  };
  scopes.push(scope);
  let result: T;
  try {
    result = body();
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end) as T;
  end();
  return result;
}

/**
 * Runs `body` without recording its operations, and returns what it returns. Where `body` is async, recording stays
 * off until its promise settles.
 */
export function noGrad<T>(body: () => T): T {
  return withRecording(false, body);
}

/** Runs `body` with its operations recorded, also inside of {@link noGrad}. */
export function enableGrad<T>(body: () => T): T {
  return withRecording(true, body);
}

/** Switches recording on or off from now on, or until the enclosing {@link noGrad} or {@link enableGrad} ends. */
export function setGradEnabled(enabled: boolean): void {
  const scope = scopes.at(-1);
  if (scope === undefined) outermost = enabled;
  else scope.recording = enabled;
}

/** Switches recording on, whatever was running: a program that is stopped from outside leaves {@link noGrad} unended. */
export function resetGradMode(): void {
  scopes.length = 0;
  outermost = true;
}
