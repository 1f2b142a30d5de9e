import { erfc } from '../../kernels/special.ts';
import type { PCG64 } from './pcg64.ts';

const LAYERS = 256;
/** Where the tail of the distribution begins. */
const TAIL = 3.654152885361009;
const SCALE = 2 ** 52;

const density = (x: number): number => Math.exp(-0.5 * x * x);

/** The layers of equal area under the bell curve (Marsaglia and Tsang 2000). */
interface Layers {
  /** Below this a number is surely inside of its layer. */
  readonly inside: Float64Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
}

function createLayers(): Layers {
  const area = TAIL * density(TAIL) + Math.sqrt(Math.PI / 2) * erfc(TAIL / Math.SQRT2);
  const [inside, width, height] = [LAYERS, LAYERS, LAYERS].map((length) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const base = area / density(TAIL);
  inside[0] = Math.floor((TAIL / base) * SCALE);
  width[0] = base / SCALE;
  width[LAYERS - 1] = TAIL / SCALE;
  height[0] = 1;
  height[LAYERS - 1] = density(TAIL);
  let edge = TAIL;
  for (let i = LAYERS - 2; i >= 1; i--) {
    const next = Math.sqrt(-2 * Math.log(area / edge + density(edge)));
    inside[i + 1] = Math.floor((next / edge) * SCALE);
    width[i] = next / SCALE;
    height[i] = density(next);
    edge = next;
  }
  return { inside, width, height };
}

const layers = createLayers();

function tail(generator: PCG64): number {
  for (;;) {
    const x = -Math.log1p(-generator.nextDouble()) / TAIL;
    const y = -Math.log1p(-generator.nextDouble());
    if (y + y > x * x) return TAIL + x;
  }
}

/** A standard normal number, as NumPy's `Generator.standard_normal` draws it. */
export function nextNormal(generator: PCG64): number {
  for (;;) {
    const word = generator.next64();
    const layer = Number(word & 0xffn);
    const sign = (word >> 8n) & 1n ? -1 : 1;
    const place = Number((word >> 9n) & 0xfffffffffffffn);
    const x = place * layers.width[layer]!;
    if (place < layers.inside[layer]!) return sign * x;
    if (layer === 0) return Math.floor(place / 256) % 2 === 1 ? -tail(generator) : tail(generator);
    const [above, below] = [layers.height[layer - 1]!, layers.height[layer]!];
    if ((above - below) * generator.nextDouble() + below < density(x)) return sign * x;
  }
}
