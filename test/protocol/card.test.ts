import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nn, randn } from '../../src/engine/index.ts';
import { parseCard } from '../../src/protocol/card.ts';
import { parseAnswer, parseRequest } from '../../src/protocol/rendererMessages.ts';
import { cardOf } from '../lens/cardOf.ts';

type Json = null | boolean | number | string | Json[] | JsonRecord;
interface JsonRecord {
  [name: string]: Json;
}

/** All places in a value, as names from the outside in. */
function placesIn(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, entry]) => [[...path, name], ...placesIn(entry, [...path, name])]);
}

function replaced(value: Json, [name, ...rest]: readonly string[], by: Json): Json {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((entry, i) => (String(i) === name ? replaced(entry, rest, by) : entry));
  const record = value as JsonRecord;
  return { ...record, [name]: replaced(record[name]!, rest, by) };
}

describe('A card from anyone’s notebook', () => {
  const layer = new nn.BatchNorm1d(3);
  const card = JSON.parse(
    JSON.stringify(
      cardOf(() =>
        layer
          .forward(randn([8, 3]).requiresGrad_())
          .pow(2)
          .sum()
          .backward(),
      ),
    ),
  ) as Json;

  it('is taken as the lens made it', () => {
    assert.deepEqual(parseCard(card), card);
  });

  it('is refused with a word on what is wrong where anything in it is of another kind', () => {
    const places = placesIn(card);
    const wrong = fc.constantFrom<Json>({ toString: 1 }, [[]], '<img src=x onerror=alert(1)>', -1.5, true);
    fc.assert(
      fc.property(fc.constantFrom(...places), wrong, (place, value) => {
        try {
          const parsed = parseCard(replaced(card, place, value));
          // Texts may say anything; whoever shows them escapes them.
          assert.ok(typeof value !== 'object', `${place.join('.')} took an object`);
          assert.ok(parsed);
        } catch (error) {
          assert.match(String(error), /Not a Normscope card: |took an object/);
          assert.doesNotMatch(String(error), /took an object/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused with the name of the field where fields do not belong together', () => {
    const { shape } = (card as { sets: { shape: number[] } }).sets;
    const faults: [path: string, value: Json][] = [
      ['sets.dimensions', ['N', 'C', 'H']],
      ['sets.dimensions', []],
      ['sets.reduced', [shape.length]],
      ['sets.dimensions.0', 'N'.repeat(200)],
      ['sets.name', 'channel'.repeat(100)],
      ['dtype', 'f'.repeat(200)],
      ['stages.input.histogram.low', 1e9],
      ['stages.output.mean', Infinity],
      ['stages.output.histogram.high', Infinity],
      ['gradients.output.histogram.low', 1e9],
      ['details.0.stages.output.histogram.low', 1e9],
      ['formula.eps', Infinity],
      ['running.momentum', -Infinity],
      ['milliseconds', Infinity],
    ];
    for (const [path, value] of faults) {
      const broken = replaced(card, path.split('.'), value);
      assert.throws(
        () => parseCard(broken),
        ({ message }: Error) => message.startsWith(`Not a Normscope card: ${path}: `),
        path,
      );
    }
  });

  it('is refused where it is too long, cut off or something else', () => {
    const long = 'AAAA'.repeat(5000);
    const hostile: Json[] = [
      null,
      [],
      'text',
      replaced(card, ['sets', 'input', 'mean'], long),
      replaced(card, ['sets', 'input', 'mean'], 'no base64'),
      replaced(card, ['layer'], 'x'.repeat(20_000)),
      replaced(card, ['stages', 'input', 'histogram', 'counts'], new Array<number>(1000).fill(1)),
      replaced(card, ['details'], new Array<Json>(300).fill((card as { details: Json[] }).details[0]!)),
      ...Object.keys(card as object)
        .filter((name) => !['formula', 'gradients', 'running'].includes(name))
        .map((name) => Object.fromEntries(Object.entries(card as object).filter(([other]) => other !== name)) as Json),
    ];
    for (const data of hostile) assert.throws(() => parseCard(data), /Not a Normscope card/);
  });
});

describe('Messages between a card and the extension', () => {
  it('are taken in their forms alone', () => {
    assert.ok(parseRequest({ type: 'detail', card: 'a', set: 1 }));
    assert.ok(parseRequest({ type: 'open', language: 'json', text: '{}' }));
    assert.ok(parseAnswer({ type: 'detail', card: 'a', set: 1, detail: null }));
    for (const bad of [
      undefined,
      'detail',
      { type: 'detail', card: 1, set: 1 },
      { type: 'detail', card: 'a', set: -1 },
      { type: 'detail', card: 'a', set: 0.5 },
      { type: 'open', language: 'shellscript', text: '' },
      { type: 'open', language: 'json' },
      { type: 'run', code: '1' },
    ]) {
      assert.equal(parseRequest(bad), undefined);
    }
    assert.equal(parseAnswer({ type: 'detail', card: 'a', set: 1, detail: {} }), undefined);
  });

  it('are settings to try only where each number is one that a layer may have', () => {
    const request = (setting: object): unknown => parseRequest({ type: 'whatIf', question: 1, card: 'a', setting });
    for (const setting of [
      {},
      { eps: 0, momentum: null, scale: -1, shift: 2.5, samples: 1, statistics: 'running', set: 3 },
    ]) {
      assert.deepEqual(request(setting), { type: 'whatIf', question: 1, card: 'a', setting });
      assert.ok(parseRequest({ type: 'whatIfCell', question: 0, card: 'a', setting }));
    }
    for (const bad of [
      { eps: -1 },
      { eps: Infinity },
      { eps: '1' },
      { momentum: 1.5 },
      { momentum: -0.1 },
      { scale: NaN },
      { samples: 0 },
      { samples: 1.5 },
      { statistics: 'none' },
      { set: -1 },
      { code: 'exit()' },
    ]) {
      assert.equal(request(bad), undefined, JSON.stringify(bad));
    }
    assert.ok(!('code' in parseRequest({ type: 'whatIfCell', question: 0, card: 'a', setting: {}, code: 'x' })!));
    assert.equal(parseRequest({ type: 'whatIf', card: 'a', setting: {} }), undefined);
    assert.equal(parseAnswer({ type: 'whatIf', question: 1, result: null })?.type, 'whatIf');
    const controls = { eps: 1e-5, parameters: ['weight'], perSet: true, hasRunning: false };
    assert.ok(parseAnswer({ type: 'whatIf', question: 1, result: { controls, error: 'ValueError: no' } }));
    for (const result of [
      {},
      { controls },
      { controls, card: {} },
      { controls: { ...controls, eps: '1' }, error: '' },
      { controls: { ...controls, parameters: ['html'] }, error: '' },
    ]) {
      assert.equal(parseAnswer({ type: 'whatIf', question: 1, result }), undefined, JSON.stringify(result));
    }
  });
});
