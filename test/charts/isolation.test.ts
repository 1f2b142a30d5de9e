import assert from 'node:assert/strict';
import { loader } from 'vega';
import { quietLogger, refusingLoader } from '../../src/charts/isolation.ts';

describe('Charts from anyone’s notebook', () => {
  it('load nothing by any way that Vega has, and say what they wanted', async () => {
    const reported: string[] = [];
    const refusing = refusingLoader(loader(), ({ message }) => reported.push(message));
    for (const way of ['load', 'sanitize', 'http', 'file'] as const) {
      await assert.rejects(refusing[way]('/etc/hostname', { context: 'image' }), /wants to load \/etc\/hostname/);
    }
    assert.equal(reported.length, 4);
  });

  it('have errors reported and remarks swallowed', () => {
    const reported: unknown[] = [];
    const logger = quietLogger((error) => reported.push(error));
    logger.warn('a remark');
    logger.info('another');
    logger.error('a fault', 'of many parts');
    assert.deepEqual(reported, ['a fault']);
  });
});
