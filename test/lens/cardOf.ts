import assert from 'node:assert/strict';
import { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';

/** What `use` makes of a lens, which watches until then. */
export function withLens<T>(use: (lens: Lens) => T): T {
  const lens = new Lens();
  try {
    return use(lens);
  } finally {
    lens.dispose();
  }
}

/** The cards of the layers that run within `run`. */
export function cardsOf(run: () => unknown): Card[] {
  return withLens((lens) => {
    run();
    return [...lens.takeCards()];
  });
}

/** The card of the one layer that runs within `run`. */
export function cardOf(run: () => unknown): Card {
  const [card] = cardsOf(run);
  assert.ok(card);
  return card;
}
