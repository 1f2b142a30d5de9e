import { defaultGenerator, type DType, numpy, RandomGenerator } from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';

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

type NumpyGenerator = numpy.random.RandomState | numpy.random.Generator;

/** NumPy's generators. */
export function numpyGenerators({ handles, kept, toPython }: Bridge): Extras {
  const get = (id: number): NumpyGenerator => kept.get(id) as NumpyGenerator;
  const legacy = (id: number): numpy.random.RandomState => kept.get(id) as numpy.random.RandomState;
  const present = (id: number): numpy.random.Generator => kept.get(id) as numpy.random.Generator;
  return {
    numpyGenerator: (entropy: readonly number[]) => kept.put(new numpy.random.Generator(entropy)),
    numpyRandomState: (seed: number | readonly number[]) => kept.put(new numpy.random.RandomState(seed)),
    numpySeedState: (entropy: readonly number[], count: number) => toPython(numpy.random.seedState(entropy, count)),
    numpyUniform: (id: number, ...shape: number[]) => handles.put(get(id).random(shape)),
    numpyUniformFloat32: (id: number, ...shape: number[]) => handles.put(present(id).randomFloat32(shape)),
    numpyNormal: (id: number, ...shape: number[]) => handles.put(get(id).standardNormal(shape)),
    numpyIntegers: (id: number, low: number, high: number, dtype: DType, ...shape: number[]) =>
      handles.put(get(id).wholeNumbers(low, high, shape, dtype)),
    /** Numbers of a distribution with `count` parameters: numbers, or where `located` handles of tensors. */
    numpyDraw: (id: number, name: numpy.random.Distribution, located: boolean, count: number, ...rest: number[]) => {
      const given = rest.slice(0, count);
      const parameters = located ? given.map((handle) => handles.get(handle)) : given;
      return handles.put(get(id).draw(name, parameters, rest.slice(count)));
    },
    numpyPermutation: (id: number, n: number) => handles.put(get(id).permutation(n)),
    numpyChoose: (id: number, n: number, count: number, shuffles: boolean) =>
      handles.put(present(id).choose(n, count, shuffles)),
    numpyState: (id: number) => toPython([...legacy(id).state[0], legacy(id).state[1]]),
    numpySetState: (id: number, words: readonly number[], spareNormal?: number) => {
      legacy(id).state = [words, spareNormal ?? undefined];
    },
  };
}
