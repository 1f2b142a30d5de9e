import assert from 'node:assert/strict';
import { untilStopped } from '../../src/extension/patience.ts';

/** Something that stops when it is told, and what was done to it. */
function stubborn(answer: (stop: () => void) => Promise<boolean>): Promise<string[]> {
  const done: string[] = [];
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const options = {
    milliseconds: 5,
    ask: () => {
      done.push('asked');
      return answer(stop);
    },
    restart: () => {
      done.push('restarted');
      stop();
      return Promise.resolve();
    },
  };
  return untilStopped(stopped, options).then(() => done);
}

describe('What does not stop', () => {
  it('is restarted where the user says so', async () => {
    assert.deepEqual(await stubborn(() => Promise.resolve(true)), ['asked', 'restarted']);
  });

  it('is waited for where the user says so', async () => {
    const waiting = stubborn((stop) => {
      setTimeout(stop, 30);
      return Promise.resolve(false);
    });
    assert.deepEqual(await waiting, ['asked']);
  });

  it('is not restarted by an answer that comes after it has stopped', async () => {
    const late = stubborn((stop) => {
      setTimeout(stop, 10);
      return new Promise((resolve) => setTimeout(resolve, 40, true));
    });
    assert.deepEqual(await late, ['asked']);
  });

  it('is not asked about where it stops in time', async () => {
    const ask = (): Promise<boolean> => assert.fail('asked');
    await untilStopped(Promise.resolve(), { milliseconds: 1000, ask, restart: () => assert.fail('restarted') });
  });
});
