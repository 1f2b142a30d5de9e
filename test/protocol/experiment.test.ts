import assert from 'node:assert/strict';
import fc from 'fast-check';
import { english } from '../../src/charts/texts/english.ts';
import { simplifiedChinese } from '../../src/charts/texts/simplifiedChinese.ts';
import { NEUTRAL_PALETTE } from '../../src/charts/palette.ts';
import { reportOf } from '../../src/charts/experiments/index.ts';
import { reportText } from '../../src/charts/experiments/reportText.ts';
import { parseExperiment } from '../../src/protocol/experiment.ts';
import { examples } from '../renderer/experiments.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** All places in a value, as names from the outside in. */
function placesIn(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, entry]) => [[...path, name], ...placesIn(entry, [...path, name])]);
}

function replaced(value: Json, [name, ...rest]: readonly string[], by: Json): Json {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((entry, i) => (String(i) === name ? replaced(entry, rest, by) : entry));
  const record = value as Record<string, Json>;
  return { ...record, [name]: replaced(record[name]!, rest, by) };
}

describe('An experiment from anyone’s notebook', () => {
  const payloads = Object.values(examples()).map((each) => JSON.parse(JSON.stringify(each)) as Json);

  it('is taken as it was made, with NaN where JSON has null', () => {
    for (const payload of payloads) {
      const parsed = parseExperiment(payload);
      assert.deepEqual(JSON.parse(JSON.stringify(parsed)), payload);
    }
    const [refused] = payloads.map(parseExperiment).flatMap((each) => (each.kind === 'batchSizes' ? each.layers : []));
    assert.ok(Number.isNaN(refused!.sizes[0]!.meanSpread));
  });

  it('is shown in both languages, or refused with a word on what is wrong, whatever it holds', () => {
    const places = payloads.flatMap((payload) => placesIn(payload).map((place) => [payload, place] as const));
    const wrong = fc.constantFrom<Json>({ toString: 1 }, [[]], '<img src=x onerror=alert(1)>', -1.5, true, null, 0, []);
    fc.assert(
      fc.property(fc.constantFrom(...places), wrong, ([payload, place], value) => {
        let parsed;
        try {
          parsed = parseExperiment(replaced(payload, place, value));
        } catch (error) {
          assert.match(String(error), /^Error: Not a Normscope experiment: .+: .+/);
          return;
        }
        for (const texts of [english, simplifiedChinese]) {
          const report = reportOf(parsed, { palette: NEUTRAL_PALETTE, texts });
          assert.ok(reportText(report).length > 0);
          for (const { chart } of report.panels) assert.equal(typeof chart(300), 'object');
        }
      }),
      { numRuns: 400 },
    );
  });
});
