import { type Backward, record } from '../../autograd/graph.ts';
import { allocate } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { pad } from '../../operations/rearrange.ts';
import { axisLayout, type Maxima, maximaAlong, type Window } from '../../kernels/windows.ts';
import { take } from '../../operations/selection.ts';
import type { Tensor } from '../../tensor.ts';

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
 * window is empty. The gradient goes to the first of equal ones; `name` is what `grad_fn` prints.
 */
export function windowMaxima(x: Tensor, name: string, windowsOf: WindowsOf): Tensor {
  if ([...windowsOf.values()].some((windows) => windows.some(({ start, end }) => start >= end))) {
    return windowMaxima(...withPlaceForEmpty(x, name, windowsOf));
  }
  let found: Maxima = { values: elements(x), positions: undefined };
  let shape: readonly number[] = x.shape;
  for (const [dim, windows] of [...windowsOf].sort(([a], [b]) => b - a)) {
    found = maximaAlong(found, axisLayout(shape, dim), windows);
    shape = shape.with(dim, windows.length);
  }
  return take(x, found.positions!, { shape, name });
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
