import { defaultGenerator, numpy, RandomGenerator, type Tensor } from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';

type Draw = (...args: unknown[]) => Tensor;

const LOW_32_BITS = 0xffffffffn;

/** PyTorch's generators beside the default one. */
export function torchGenerators({ kept }: Bridge): Extras {
  const get = (id: number): RandomGenerator => kept.get(id) as RandomGenerator;
  return {
    generator: () => kept.put(new RandomGenerator()),
    generatorSeed: (id: number, seed: number) => {
      get(id).seed(seed);
    },
    /** From now on, until it is called again, everything draws from this generator. */
    generatorExchange: (id: number) => {
      defaultGenerator.exchange(get(id));
    },
    /** Draws 64 bits and gives the low half of them. */
    random64: () => Number(defaultGenerator.random64() & LOW_32_BITS),
  };
}

/** NumPy's generators. */
export function numpyGenerators({ handles, kept }: Bridge): Extras {
  const get = (id: number): Record<string, Draw> => kept.get(id) as Record<string, Draw>;
  return {
    numpyGenerator: (kind: 'RandomState' | 'Generator', seed: number) =>
      kept.put(kind === 'RandomState' ? new numpy.random.RandomState(seed) : numpy.random.defaultRng(seed)),
    /** Draws a tensor of `shape` by one of the generator's methods. */
    numpyDraw: (id: number, method: string, count: number, ...numbers: number[]) =>
      handles.put(get(id)[method]!(...numbers.slice(0, count), numbers.slice(count))),
    numpyPermutation: (id: number, n: number) => handles.put(get(id).permutation!(n)),
  };
}
