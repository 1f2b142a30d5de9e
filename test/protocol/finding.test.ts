import assert from 'node:assert/strict';
import { findingText } from '../../src/charts/findingText.ts';
import { FINDING_CODES, findingAnchor, findingsOf, parseFindings } from '../../src/protocol/finding.ts';
import { CARD_MIME, FINDINGS_MIME, TEXT_MIME } from '../../src/protocol/mime.ts';

const eps = { code: 'norm.eps-positional', severity: 'warning', values: { eps: 20 } } as const;
const values = { code: 'norm.two-values', severity: 'warning', values: { set: 'channel' } } as const;

describe('Findings from anyone’s notebook', () => {
  it('are taken as they are', () => {
    const place = { executionCount: 3, line: 2, text: 'bn = nn.BatchNorm2d(100, 20)', column: 5, length: 10 };
    const whole = {
      ...eps,
      layer: 'BatchNorm2d(100)',
      place,
      fix: { edits: [{ line: 2, column: 9, length: 3, text: '' }] },
    };
    assert.deepEqual(parseFindings({ findings: [whole, values] }), [whole, values]);
  });

  it('of later versions are left out', () => {
    assert.deepEqual(parseFindings({ findings: [{ code: 'norm.of-tomorrow', severity: 'grave' }, eps] }), [eps]);
  });

  it('are refused where they are none', () => {
    for (const data of [
      null,
      {},
      { findings: {} },
      { findings: [{ ...eps, severity: 'fatal' }] },
      { findings: [{ ...eps, values: {} }] },
      { findings: [{ ...eps, values: { eps: '20' } }] },
      { findings: [{ ...eps, place: { executionCount: 1, line: 0, column: 0, length: 1 } }] },
      { findings: [{ ...eps, place: { executionCount: 1, line: 1, column: 0, length: 1, text: 'x'.repeat(1000) } }] },
      { findings: [{ ...eps, fix: { edits: [] } }] },
      { findings: [{ ...values, values: { set: 'x'.repeat(1000) } }] },
      { findings: Array.from({ length: 1000 }, () => eps) },
    ]) {
      assert.throws(() => parseFindings(data), /No findings of Normscope/, JSON.stringify(data).slice(0, 100));
    }
  });

  it('are gathered from cards and from outputs of their own', () => {
    const bundles = [
      { [CARD_MIME]: { findings: [eps] }, [TEXT_MIME]: 'a card' },
      { [CARD_MIME]: { title: 'a card without' } },
      { [TEXT_MIME]: 'text' },
      { [FINDINGS_MIME]: { findings: [values] } },
      { [FINDINGS_MIME]: 'no findings' },
    ];
    assert.deepEqual(findingsOf(bundles), [eps, values]);
  });

  it('have words in both languages, with their numbers', () => {
    const [english, chinese] = [findingText(eps), findingText(eps, 'zh-CN')];
    assert.match(english.message, /20/);
    assert.match(chinese.message, /20/);
    assert.match(chinese.title, /[\u4e00-\u9fff]/);
    assert.notEqual(english.fix, chinese.fix);
  });

  it('have sections that Markdown viewers find', () => {
    for (const code of FINDING_CODES) assert.match(findingAnchor(code), /^norm[a-z-]+$/);
  });
});
