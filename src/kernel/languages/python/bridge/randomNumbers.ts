import { defaultGenerator, numpy, RandomGenerator, type Tensor } from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';

type Draw = (...args: unknown[]) => Tensor;

const LOW_32_BITS = 0xffffffffn;

/** PyTorch's generators beside the default one, by number. */
export function torchGenerators(): Extras {
  const generators: RandomGenerator[] = [];
  return {
    generator: () => generators.push(new RandomGenerator()) - 1,
    generatorSeed: (id: number, seed: number) => {
      generators[id]!.seed(seed);
    },
    /** From now on, until it is called again, everything draws from this generator. */
    generatorExchange: (id: number) => {
      defaultGenerator.exchange(generators[id]!);
    },
    /** Draws 64 bits and gives the low half of them. */
    random64: () => Number(defaultGenerator.random64() & LOW_32_BITS),
  };
}

/** NumPy's generators, by number. */
export class NumpyGenerators {
  readonly #generators: Record<string, Draw>[] = [];

  clear(): void {
    this.#generators.length = 0;
  }

  functions({ handles }: Bridge): Extras {
    return {
      numpyGenerator: (kind: 'RandomState' | 'Generator', seed: number) => {
        const made = kind === 'RandomState' ? new numpy.random.RandomState(seed) : numpy.random.defaultRng(seed);
        return this.#generators.push(made as unknown as Record<string, Draw>) - 1;
      },
      /** Draws a tensor of `shape` by one of the generator's methods. */
      numpyDraw: (id: number, method: string, count: number, ...numbers: number[]) =>
        handles.put(this.#generators[id]![method]!(...numbers.slice(0, count), numbers.slice(count))),
      numpyPermutation: (id: number, n: number) => handles.put(this.#generators[id]!.permutation!(n)),
    };
  }
}
