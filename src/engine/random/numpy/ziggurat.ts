import { erfc } from '../../kernels/special.ts';
import type { PCG64 } from './pcg64.ts';

const LAYERS = 256;

/** The layers of equal area under a falling density (Marsaglia and Tsang 2000). */
interface Layers {
  /** Below this a number is surely inside of its layer. */
  readonly inside: Float64Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
}

/** A density that falls from 1 at 0, and the layers under it. */
interface Ziggurat {
  readonly density: (x: number) => number;
  readonly inverse: (y: number) => number;
  /** Where the tail of the distribution begins, and the area under it. */
  readonly tail: number;
  readonly tailArea: number;
  /** The number of places in a layer. */
  readonly scale: number;
}

function createLayers({ density, inverse, tail, tailArea, scale }: Ziggurat): Layers {
  const area = tail * density(tail) + tailArea;
  const [inside, width, height] = [LAYERS, LAYERS, LAYERS].map((length) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const base = area / density(tail);
  inside[0] = Math.floor((tail / base) * scale);
  width[0] = base / scale;
  width[LAYERS - 1] = tail / scale;
  height[0] = 1;
  height[LAYERS - 1] = density(tail);
  let edge = tail;
  for (let i = LAYERS - 2; i >= 1; i--) {
    const next = inverse(area / edge + density(edge));
    inside[i + 1] = Math.floor((next / edge) * scale);
    width[i] = next / scale;
    height[i] = density(next);
    edge = next;
  }
  return { inside, width, height };
}

const NORMAL_TAIL = 3.654152885361009;

const NORMAL: Ziggurat = {
  density: (x) => Math.exp(-0.5 * x * x),
  inverse: (y) => Math.sqrt(-2 * Math.log(y)),
  tail: NORMAL_TAIL,
  tailArea: Math.sqrt(Math.PI / 2) * erfc(NORMAL_TAIL / Math.SQRT2),
  scale: 2 ** 52,
};

const EXPONENTIAL_TAIL = 7.69711747013105;

const EXPONENTIAL: Ziggurat = {
  density: (x) => Math.exp(-x),
  inverse: (y) => -Math.log(y),
  tail: EXPONENTIAL_TAIL,
  tailArea: Math.exp(-EXPONENTIAL_TAIL),
  scale: 2 ** 53,
};

const normalLayers = createLayers(NORMAL);
const exponentialLayers = createLayers(EXPONENTIAL);

function normalTail(generator: PCG64): number {
  for (;;) {
    const x = -Math.log1p(-generator.nextDouble()) / NORMAL_TAIL;
    const y = -Math.log1p(-generator.nextDouble());
    if (y + y > x * x) return NORMAL_TAIL + x;
  }
}

/** Whether a point of a layer that sticks out of the density is under it. */
function isUnder({ density }: Ziggurat, { height }: Layers, layer: number, x: number, generator: PCG64): boolean {
  const [above, below] = [height[layer - 1]!, height[layer]!];
  return (above - below) * generator.nextDouble() + below < density(x);
}

/** A standard normal number, as NumPy's `Generator.standard_normal` draws it. */
export function nextNormal(generator: PCG64): number {
  for (;;) {
    const word = generator.next64();
    const layer = Number(word & 0xffn);
    const sign = (word >> 8n) & 1n ? -1 : 1;
    const place = Number((word >> 9n) & 0xfffffffffffffn);
    const x = place * normalLayers.width[layer]!;
    if (place < normalLayers.inside[layer]!) return sign * x;
    if (layer === 0) return Math.floor(place / 256) % 2 === 1 ? -normalTail(generator) : normalTail(generator);
    if (isUnder(NORMAL, normalLayers, layer, x, generator)) return sign * x;
  }
}

/** A standard exponential number, as NumPy's `Generator.standard_exponential` draws it. */
export function nextExponential(generator: PCG64): number {
  for (;;) {
    const word = generator.next64() >> 3n;
    const layer = Number(word & 0xffn);
    const place = Number(word >> 8n);
    const x = place * exponentialLayers.width[layer]!;
    if (place < exponentialLayers.inside[layer]!) return x;
    if (layer === 0) return EXPONENTIAL_TAIL - Math.log1p(-generator.nextDouble());
    if (isUnder(EXPONENTIAL, exponentialLayers, layer, x, generator)) return x;
  }
}
