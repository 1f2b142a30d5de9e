import { setLabel } from '../../charts/cardText.ts';
import { formulaParts, type FormulaPart } from '../../charts/formula.ts';
import type { DescribedSet } from '../../charts/sets.ts';
import type { Texts } from '../../charts/texts/texts.ts';
import type { Card } from '../../protocol/card.ts';
import { element } from '../dom.ts';

function inMarkup({ kind, text }: FormulaPart): Node {
  if (kind === 'symbol') return element('var', '', text);
  return kind === 'number' ? element('b', '', text) : document.createTextNode(text);
}

/** The layer's formula in letters, and beside it with the numbers of `set`; nothing where the card has none. */
export function formulaLine(card: Card, set: DescribedSet | undefined, texts: Texts): HTMLElement[] {
  const letters = formulaParts(card);
  if (letters === undefined) return [];
  const general = element('span', 'letters', ...letters.map(inMarkup));
  if (card.formula?.affine === 'perElement' && card.formula.parameters.length > 0) {
    const names = card.formula.parameters.map((name) => (name === 'weight' ? 'γ' : 'β'));
    general.append(element('small', '', texts.varyWithin(names.join(', '), texts.setName(card.sets.name))));
  }
  const filled = set === undefined ? undefined : formulaParts(card, set);
  if (set === undefined || filled === undefined) return [general];
  const name = element('small', '', texts.formulaOfSet(setLabel(card, set.set, texts)));
  return [general, element('span', 'filled', ...filled.map(inMarkup), name)];
}
