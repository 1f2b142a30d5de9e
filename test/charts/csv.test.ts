import assert from 'node:assert/strict';
import { cardCsv } from '../../src/charts/csv.ts';
import { brokenCard } from '../renderer/cards.ts';

describe('The data of a card as CSV', () => {
  it('says what is not finite, and negative numbers as numbers', () => {
    const [header, ...lines] = cardCsv(brokenCard()).split('\r\n');
    assert.equal(header, 'channel,input mean,input std,output mean,output std');
    assert.match(lines[3]!, /^3,NaN,NaN,NaN,NaN$/);
    assert.match(lines.join('\n'), /^input,-\d/m);
  });

  it('holds nothing that a spreadsheet would compute', () => {
    const card = brokenCard();
    const csv = cardCsv({ ...card, sets: { ...card.sets, name: '=HYPERLINK("http://elsewhere.test","x")' } });
    assert.match(csv, /^"'=HYPERLINK\(""http/);
  });
});
