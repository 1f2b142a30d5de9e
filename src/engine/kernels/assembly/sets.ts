import { gradientSums, inputGradientRuns, normalizeRunElementwise, normalizeRuns } from './normalize';
import { moments } from './statistics';

// Whole statistic sets: the second pass over one finds it in the cache. A call takes `sets` neighbours, the first of them
// numbered `first`, whose starts are `step` elements apart. Each is `repeats` runs of `length` elements `stride` apart.
// `each` says what has a weight and a bias of its own: the set, the run or the element, of which there are `parameters`
// that recur.

/** The whole set has one weight and one bias. */
const SET: i32 = 0;
/** Each element has them: the set is one run. */
const ELEMENT: i32 = 2;

/** Bytes of what {@link moments} writes. */
const STATE: usize = 24;

// @ts-ignore: decorator
@inline
function parameter(start: usize, index: i32): f64 {
  return <f64>load<f32>(start + (<usize>index << 2));
}

/**
 * y = (x − mean) / √(variance + eps)·weight + bias with the moments of each set, which go to `state` as {@link moments}
 * writes them. Where nothing is `centred`, the mean is 0 and the mean square takes the place of the variance.
 */
export function normalizeSets(
  x: usize,
  y: usize,
  length: i32,
  repeats: i32,
  stride: i32,
  first: i32,
  sets: i32,
  step: i32,
  parameters: i32,
  each: i32,
  weight: usize,
  bias: usize,
  state: usize,
  eps: f64,
  centred: bool,
): void {
  const together = each == SET ? repeats : 1;
  for (let set = first; set < first + sets; set++, state += STATE) {
    moments(x, length, repeats, stride, state, 0);
    const found = load<f64>(state, 8);
    const mean = centred ? found : 0;
    const variance = load<f64>(state, 16) / load<f64>(state) + (centred ? 0 : found * found);
    const inverse = 1 / sqrt<f64>(variance + eps);
    const centre = <f32>mean;
    // What rounding cuts off the mean goes into the shift.
    const cut = <f64>centre - mean;
    if (each == ELEMENT) {
      normalizeRunElementwise(x, y, length, centre, <f32>inverse, <f32>(cut * inverse), weight, bias);
    } else {
      // The last run was read last.
      for (let run = repeats - together; run >= 0; run -= together) {
        const own = (each == SET ? set : set * repeats + run) % parameters;
        const scale = inverse * parameter(weight, own);
        const shift = <f32>(parameter(bias, own) + cut * scale);
        const offset = (<usize>run * <usize>stride) << 2;
        normalizeRuns(x + offset, y + offset, length, together, stride, centre, <f32>scale, shift);
      }
    }
    x += <usize>step << 2;
    y += <usize>step << 2;
  }
}

/**
 * The gradient of the input of {@link normalizeSets} from the gradient g of y, where not each element has a weight. At
 * `statistics` are the mean and the inverse standard deviation of each set; Σg and Σg·x̂ of each set, or of each run, go to
 * `sums`.
 */
export function inputGradientSets(
  g: usize,
  x: usize,
  dx: usize,
  length: i32,
  repeats: i32,
  stride: i32,
  first: i32,
  sets: i32,
  step: i32,
  parameters: i32,
  each: i32,
  weight: usize,
  statistics: usize,
  sums: usize,
  centred: bool,
): void {
  const together = each == SET ? repeats : 1;
  const size = <f64>length * <f64>repeats;
  for (let set = first; set < first + sets; set++, statistics += 16) {
    const mean = load<f64>(statistics);
    const inverse = load<f64>(statistics, 8);
    const centre = <f32>mean;
    const cut = <f64>centre - mean;
    let flow: f64 = 0;
    let product: f64 = 0;
    for (let run = 0; run < repeats; run += together, sums += 16) {
      const offset = (<usize>run * <usize>stride) << 2;
      gradientSums(g + offset, x + offset, length, together, stride, centre, sums);
      const total = load<f64>(sums);
      const standardized = (load<f64>(sums, 8) + cut * total) * inverse;
      store<f64>(sums, standardized, 8);
      const gain = parameter(weight, (each == SET ? set : set * repeats + run) % parameters);
      flow += total * gain;
      product += standardized * gain;
    }
    const b = (-inverse * inverse * product) / size;
    const k = <f32>((centred ? (-inverse * flow) / size : 0) + b * cut);
    for (let run = repeats - together; run >= 0; run -= together) {
      const offset = (<usize>run * <usize>stride) << 2;
      const gain = parameter(weight, (each == SET ? set : set * repeats + run) % parameters);
      const a = <f32>(inverse * gain);
      inputGradientRuns(g + offset, x + offset, dx + offset, length, together, stride, centre, a, <f32>b, k);
    }
    g += <usize>step << 2;
    x += <usize>step << 2;
    dx += <usize>step << 2;
  }
}
