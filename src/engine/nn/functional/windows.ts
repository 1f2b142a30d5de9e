import { type Backward, record, recordMakingNew } from '../../autograd/graph.ts';
import { allocate } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { pad } from '../../operations/rearrange.ts';
import { axisLayout, type Boxes, maximaOfBoxes, scatterToVolumes, type Window } from '../../kernels/windows.ts';
import { take } from '../../operations/selection.ts';
import { elementCount } from '../../shape.ts';
import { Storage } from '../../storage.ts';
import { Tensor } from '../../tensor.ts';

/** The windows along each of several dimensions. */
export type WindowsOf = ReadonlyMap<number, readonly Window[]>;

/** For every window along `dim` the sum of its elements: there are as many results along `dim` as windows. */
export function windowSums(x: Tensor, dim: number, windows: readonly Window[]): Tensor {
  const { outer, size, inner } = axisLayout(x.shape, dim);
  const shape = x.shape.with(dim, windows.length);
  const values = elements(x);
  const target = allocate(x.dtype, outer * windows.length * inner);
  for (let block = 0; block < outer; block++) {
    windows.forEach(({ start, end, step }, w) => {
      for (let line = 0; line < inner; line++) {
        let total = 0;
        for (let i = start; i < end; i += step) total += values[(block * size + i) * inner + line]!;
        target[(block * windows.length + w) * inner + line] = total;
      }
    });
  }
  return record('WindowSumsBackward0', fromElements(target, shape, x.dtype), [x], spreadOver(dim, windows, size));
}

function spreadOver(dim: number, windows: readonly Window[], size: number): Backward {
  return (gradient) => [windowSpread(gradient, dim, windows, size)];
}

function summedBy(dim: number, windows: readonly Window[]): Backward {
  return (gradient) => [windowSums(gradient, dim, windows)];
}

/** Each element added to all that its window sums: the reverse of {@link windowSums}, with `size` results along `dim`. */
function windowSpread(x: Tensor, dim: number, windows: readonly Window[], size: number): Tensor {
  const { outer, inner } = axisLayout(x.shape, dim);
  const shape = x.shape.with(dim, size);
  const values = elements(x);
  const target = new Float64Array(outer * size * inner);
  for (let block = 0; block < outer; block++) {
    windows.forEach(({ start, end, step }, w) => {
      for (let i = start; i < end; i += step) {
        for (let line = 0; line < inner; line++) {
          target[(block * size + i) * inner + line]! += values[(block * windows.length + w) * inner + line]!;
        }
      }
    });
  }
  return record('WindowSpreadBackward0', fromElements(target, shape, x.dtype), [x], summedBy(dim, windows));
}

/**
 * The largest element of every box that the windows of several dimensions span: NaN where there is one, −∞ where a
 * window is empty. They are the last dimensions. The gradient goes to the first of equal ones; `name` is what `grad_fn` prints.
 */
export function windowMaxima(x: Tensor, name: string, windowsOf: WindowsOf): Tensor {
  if ([...windowsOf.values()].some((windows) => windows.some(({ start, end }) => start >= end))) {
    return windowMaxima(...withPlaceForEmpty(x, name, windowsOf));
  }
  return windowMaximaWithPlaces(x, name, windowsOf).values;
}

/** {@link windowMaxima} of windows none of which is empty, and in `indices` the place of each in the last dimensions. */
export function windowMaximaWithPlaces(
  x: Tensor,
  name: string,
  windowsOf: WindowsOf,
): { readonly values: Tensor; readonly indices: Tensor } {
  const dims = [...windowsOf.keys()].sort((a, b) => a - b);
  const boxes = boxesOf(x.shape, dims, windowsOf);
  const { values, positions } = maximaOfBoxes(elements(x), boxes);
  const shape = dims.reduce((sizes, dim) => sizes.with(dim, windowsOf.get(dim)!.length), x.shape as number[]);
  const kept = new Tensor(new Storage('int32', positions), shape);
  const result = fromElements(values, shape, x.dtype);
  const volume = boxes.sizes.reduce((product, size) => product * size);
  return {
    values: recordMakingNew(name, result, [x], scatteredTo(x.shape, kept, boxes.volumes), [kept]),
    get indices() {
      return fromElements(
        Array.from(positions, (position) => position % volume),
        shape,
        'int64',
      );
    },
  };
}

/** The boxes that windows along the last dimensions, three at most, span. */
function boxesOf(shape: readonly number[], dims: readonly number[], windowsOf: WindowsOf): Boxes {
  const missing = 3 - dims.length;
  const whole: Window = { start: 0, end: 1, step: 1 };
  const sizes = [...new Array<number>(missing).fill(1), ...dims.map((dim) => shape[dim]!)];
  const windows = [...new Array<readonly Window[]>(missing).fill([whole]), ...dims.map((dim) => windowsOf.get(dim)!)];
  return {
    volumes: elementCount(shape.slice(0, dims[0])),
    sizes: [sizes[0]!, sizes[1]!, sizes[2]!],
    windows: [windows[0]!, windows[1]!, windows[2]!],
  };
}

function scatteredTo(shape: readonly number[], positions: Tensor, volumes: number): Backward {
  return (gradient) => [scatterToShape(gradient, shape, positions, volumes)];
}

/** Each element of `x` added to zeros of `shape` at its position. */
function scatterToShape(x: Tensor, shape: readonly number[], positions: Tensor, volumes: number): Tensor {
  const where = elements(positions) as Int32Array;
  const sums = scatterToVolumes(elements(x), where, elementCount(shape), volumes);
  return recordMakingNew('PutBackward0', fromElements(sums, shape, x.dtype), [x], takenAt(positions), [positions]);
}

function takenAt(positions: Tensor): Backward {
  return (gradient) => [take(gradient, elements(positions), { shape: positions.shape })];
}

/** Each dimension one place longer, with −∞ there, at which empty windows look. */
function withPlaceForEmpty(x: Tensor, name: string, windowsOf: WindowsOf): Parameters<typeof windowMaxima> {
  const padding = x.shape.map((_, dim) => [0, Number(windowsOf.has(dim))]);
  const moved = [...windowsOf].map(([dim, windows]): [number, Window[]] => {
    const outside = { start: x.shape[dim]!, end: x.shape[dim]! + 1, step: 1 };
    return [dim, windows.map((window) => (window.start < window.end ? window : outside))];
  });
  return [pad(x, padding.toReversed().flat(), { value: -Infinity }), name, new Map(moved)];
}
