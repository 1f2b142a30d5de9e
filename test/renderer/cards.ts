import assert from 'node:assert/strict';
import { manualSeed, nn, noGrad, optim, randn, type Tensor } from '../../src/engine/index.ts';
import { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';

/** The cards of the layers that run within `run`, the same each time: what the lens has time for is a matter of a clock. */
function cardsOf(run: () => unknown): Card[] {
  manualSeed(1);
  let time = 0;
  Object.defineProperty(performance, 'now', { value: () => (time += 1), configurable: true });
  const lens = new Lens();
  try {
    run();
    return Array.from(lens.takeCards(), (card) => ({ ...card, id: card.title, milliseconds: 1.5 }));
  } finally {
    lens.dispose();
    Reflect.deleteProperty(performance, 'now');
  }
}

function only(cards: readonly Card[]): Card {
  assert.equal(cards.length, 1);
  return cards[0]!;
}

/** Channels whose means and deviations differ. */
function uneven(samples: number, channels: number): Tensor {
  return randn([samples, channels, 6, 6])
    .mul(randn([1, channels, 1, 1]).abs().add(0.5))
    .add(randn([1, channels, 1, 1]).mul(4));
}

/** A fresh layer's only call. */
export function freshCard(channels = 32): Card {
  return only(cardsOf(() => noGrad(() => new nn.BatchNorm2d(channels).forward(uneven(8, channels)))));
}

/** More channels than a page of the chart shows. */
export function wideCard(): Card {
  return only(cardsOf(() => noGrad(() => new nn.BatchNorm2d(200).forward(uneven(4, 200).mul(300)))));
}

/** A batch without samples. */
export function emptyCard(): Card {
  return only(cardsOf(() => noGrad(() => new nn.BatchNorm2d(3).forward(randn([0, 3, 4, 4])))));
}

/** What is not finite, far out, and dead. */
export function brokenCard(): Card {
  return only(
    cardsOf(() => {
      const x = randn([64, 10]).mul(3).add(2);
      const { data } = x.storage;
      [data[3], data[24], data[46], data[77]] = [NaN, Infinity, -Infinity, 4e4];
      for (let row = 0; row < 64; row++) data[row * 10 + 8] = 5;
      return noGrad(() => new nn.BatchNorm1d(10).forward(x));
    }),
  );
}

/**
 * A layer whose γ and β have learned, with its running statistics and gradients. The layer before it has no bias: the
 * normalization would leave it without a gradient but for rounding, which Adam makes steps of any direction from.
 */
export function trainedCard(steps = 60): Card {
  return only(
    cardsOf(() => {
      const net = new nn.Sequential(
        new nn.Linear(8, 12, { bias: false }),
        new nn.BatchNorm1d(12),
        new nn.Tanh(),
        new nn.Linear(12, 1),
      );
      const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
      for (let step = 0; step < steps; step++) {
        const x = randn([64, 8]).mul(2).add(1);
        optimizer.zeroGrad();
        net
          .call(x)
          .sub(x.sum(1, { keepdim: true }).sin())
          .pow(2)
          .mean()
          .backward();
        optimizer.step();
      }
    }),
  );
}
