import assert from 'node:assert/strict';
import { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';

/** The card of the one layer that runs within `run`. */
export function cardOf(run: () => unknown): Card {
  const lens = new Lens();
  try {
    run();
    const [card] = lens.takeCards();
    assert.ok(card);
    return card;
  } finally {
    lens.dispose();
  }
}
