// Mocha's "spec" reporter, which also notes how many tests passed and which failed where scripts/test.mjs adds them up.
const { appendFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) => {
      failures.push(`${test.fullTitle()}\n${error?.stack ?? error}`);
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const file = process.env.NORMSCOPE_TEST_COUNTS;
      if (file) appendFileSync(file, `${JSON.stringify({ passed: runner.stats.passes, failures })}\n`);
    });
  }
};
