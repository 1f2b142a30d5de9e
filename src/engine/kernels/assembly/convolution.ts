import { ASIDE_BYTES, INNER_BLOCK, multiplyPanels, pack, spreadFour, TILE_COLUMNS, TILE_ROWS } from './matmul';

/** Outputs, or rows of the virtual matrix of columns, that are packed at a time. */
const BLOCK: i32 = 256;
/** Rows of a result that are computed at a time: a multiple of the tile's. */
const ROWS: i32 = 96;

/**
 * The sizes of a convolution, int32 each: channels of a group, then three sizes of depth, height and width for the input,
 * kernel, output, stride, padding and dilation.
 */
// @ts-ignore: decorator
@inline
function size(geometry: usize, index: i32): i32 {
  return load<i32>(geometry + (<usize>index << 2));
}

const INPUT: i32 = 1;
const KERNEL: i32 = 4;
const OUTPUT: i32 = 7;
const STRIDE: i32 = 10;
const PADDING: i32 = 13;
const DILATION: i32 = 16;

// @ts-ignore: decorator
@inline
function volume(geometry: usize, first: i32): i32 {
  return size(geometry, first) * size(geometry, first + 1) * size(geometry, first + 2);
}

function copyFloats(from: usize, to: usize, count: i32): void {
  const end = from + (<usize>count << 2);
  const foursEnd = from + (<usize>(count & ~3) << 2);
  for (; from < foursEnd; from += 16, to += 16) v128.store(to, v128.load(from));
  for (; from < end; from += 4, to += 4) store<f32>(to, load<f32>(from));
}

function addFloats(from: usize, to: usize, count: i32): void {
  const end = from + (<usize>count << 2);
  const foursEnd = from + (<usize>(count & ~3) << 2);
  for (; from < foursEnd; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; from < end; from += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

function addNumber(value: f32, to: usize, count: i32): void {
  const four = f32x4.splat(value);
  const end = to + (<usize>count << 2);
  const foursEnd = to + (<usize>(count & ~3) << 2);
  for (; to < foursEnd; to += 16) v128.store(to, f32x4.add(v128.load(to), four));
  for (; to < end; to += 4) store<f32>(to, load<f32>(to) + value);
}

function zeroFloats(to: usize, count: i32): void {
  const end = to + (<usize>count << 2);
  const foursEnd = to + (<usize>(count & ~3) << 2);
  for (; to < foursEnd; to += 16) v128.store(to, f32x4.splat(0));
  for (; to < end; to += 4) store<f32>(to, 0);
}

/**
 * One row of the virtual matrix whose rows are the channels and places of the kernel, and whose columns the outputs: the
 * inputs that meet there, for `count` outputs from `first` on. Copied from the input to `row`, or added from it to the
 * input.
 */
// @ts-ignore: decorator
@inline
function meet(geometry: usize, input: usize, index: i32, first: i32, count: i32, row: usize, adds: bool): void {
  const kernelWidth = size(geometry, KERNEL + 2);
  const kernelHeight = size(geometry, KERNEL + 1);
  const places = volume(geometry, KERNEL);
  const channel = index / places;
  const place = index % places;
  const height = size(geometry, INPUT + 1);
  const width = size(geometry, INPUT + 2);
  const outHeight = size(geometry, OUTPUT + 1);
  const outWidth = size(geometry, OUTPUT + 2);
  const step = size(geometry, STRIDE + 2);
  const d0 = (place / (kernelWidth * kernelHeight)) * size(geometry, DILATION) - size(geometry, PADDING);
  const h0 = ((place / kernelWidth) % kernelHeight) * size(geometry, DILATION + 1) - size(geometry, PADDING + 1);
  const w0 = (place % kernelWidth) * size(geometry, DILATION + 2) - size(geometry, PADDING + 2);
  const start = input + (<usize>(channel * volume(geometry, INPUT)) << 2);
  let ow = first % outWidth;
  let oh = (first / outWidth) % outHeight;
  let od = first / (outWidth * outHeight);
  let left = count;
  while (left > 0) {
    const along = min(outWidth - ow, left);
    const d = od * size(geometry, STRIDE) + d0;
    const h = oh * size(geometry, STRIDE + 1) + h0;
    if (d < 0 || d >= size(geometry, INPUT) || h < 0 || h >= height) {
      if (!adds) zeroFloats(row, along);
    } else {
      const line = start + (<usize>((d * height + h) * width) << 2);
      if (step == 1) {
        const from = min(max(-w0 - ow, 0), along);
        const to = max(min(width - w0 - ow, along), from);
        const at = line + (<usize>(ow + from + w0) << 2);
        if (adds) {
          addFloats(row + (<usize>from << 2), at, to - from);
        } else {
          zeroFloats(row, from);
          copyFloats(at, row + (<usize>from << 2), to - from);
          zeroFloats(row + (<usize>to << 2), along - to);
        }
      } else {
        for (let i = 0; i < along; i++) {
          const w = (ow + i) * step + w0;
          const inside = w >= 0 && w < width;
          const at = line + (<usize>w << 2);
          const to = row + (<usize>i << 2);
          if (adds) {
            if (inside) store<f32>(at, load<f32>(at) + load<f32>(to));
          } else store<f32>(to, inside ? load<f32>(at) : 0);
        }
      }
    }
    row += <usize>along << 2;
    left -= along;
    ow = 0;
    if (++oh == outHeight) {
      oh = 0;
      od++;
    }
  }
}

function gatherRow(geometry: usize, input: usize, index: i32, first: i32, count: i32, row: usize): void {
  meet(geometry, input, index, first, count, row, false);
}

function scatterRow(geometry: usize, input: usize, index: i32, first: i32, count: i32, row: usize): void {
  meet(geometry, input, index, first, count, row, true);
}

/**
 * The convolution of one sample and group: the packed weights times the matrix of meetings, whose rows go into panels
 * without ever being stored as a whole, and `bias` (0: none) added.
 */
export function convolve(
  geometry: usize,
  input: usize,
  packedWeights: usize,
  bias: usize,
  target: usize,
  outChannels: i32,
  workspace: usize,
): void {
  const inner = size(geometry, 0) * volume(geometry, KERNEL);
  const outputs = volume(geometry, OUTPUT);
  const paddedRows = ((outChannels + TILE_ROWS - 1) / TILE_ROWS) * TILE_ROWS;
  const row = workspace + ASIDE_BYTES;
  const right = row + (<usize>BLOCK << 2);
  for (let first = 0; first < outputs; first += BLOCK) {
    const count = min(BLOCK, outputs - first);
    for (let k = 0; k < inner; k += INNER_BLOCK) {
      const depth = min(INNER_BLOCK, inner - k);
      const panelBytes = <usize>(depth * TILE_COLUMNS) << 2;
      for (let i = 0; i < depth; i++) {
        gatherRow(geometry, input, k + i, first, count, row);
        zeroFloats(row + (<usize>count << 2), -count & (TILE_COLUMNS - 1));
        let to = right + (<usize>(i * TILE_COLUMNS) << 2);
        for (let from = row; from < row + (<usize>count << 2); from += TILE_COLUMNS << 2, to += panelBytes) {
          v128.store(to, v128.load(from));
          v128.store(to, v128.load(from, 16), 16);
        }
      }
      const left = packedWeights + (<usize>(k * paddedRows) << 2);
      const to = target + (<usize>first << 2);
      multiplyPanels(left, right, to, <usize>outputs << 2, outChannels, depth, count, k > 0, workspace);
    }
    if (bias == 0) continue;
    for (let channel = 0; channel < outChannels; channel++) {
      const to = target + (<usize>(channel * outputs + first) << 2);
      addNumber(load<f32>(bias + (<usize>channel << 2)), to, count);
    }
  }
}

/**
 * The gradient of the weights of one group, outChannels×(channels·places), summed over `samples`: the gradient of the
 * output times the transposed matrix of meetings.
 */
export function weightGradient(
  geometry: usize,
  input: usize,
  gradient: usize,
  target: usize,
  outChannels: i32,
  samples: i32,
  inputStride: i32,
  gradientStride: i32,
  workspace: usize,
): void {
  const inner = size(geometry, 0) * volume(geometry, KERNEL);
  const outputs = volume(geometry, OUTPUT);
  const lines = workspace + ASIDE_BYTES;
  const left = lines + (<usize>(BLOCK * TILE_COLUMNS) << 2);
  const right = left + (<usize>(ROWS * INNER_BLOCK) << 2);
  for (let sample = 0; sample < samples; sample++) {
    const x = input + ((<usize>sample * <usize>inputStride) << 2);
    const g = gradient + ((<usize>sample * <usize>gradientStride) << 2);
    for (let first = 0; first < outputs; first += INNER_BLOCK) {
      const depth = min(INNER_BLOCK, outputs - first);
      const adds = sample > 0 || first > 0;
      for (let column = 0; column < inner; column += BLOCK) {
        const width = min(BLOCK, inner - column);
        for (let panel = 0; panel < width; panel += TILE_COLUMNS) {
          for (let i = 0; i < TILE_COLUMNS; i++) {
            const line = lines + (<usize>(i * depth) << 2);
            if (panel + i < width) gatherRow(geometry, x, column + panel + i, first, depth, line);
            else zeroFloats(line, depth);
          }
          const to = right + (<usize>(panel * depth) << 2);
          spreadFour(lines, <usize>depth << 2, depth, to, TILE_COLUMNS << 2);
          spreadFour(lines + (<usize>(4 * depth) << 2), <usize>depth << 2, depth, to + 16, TILE_COLUMNS << 2);
        }
        for (let row = 0; row < outChannels; row += ROWS) {
          const height = min(ROWS, outChannels - row);
          pack(g + (<usize>(row * outputs + first) << 2), <usize>outputs << 2, 4, height, depth, TILE_ROWS, left);
          const to = target + (<usize>(row * inner + column) << 2);
          multiplyPanels(left, right, to, <usize>inner << 2, height, depth, width, adds, workspace);
        }
      }
    }
  }
}

/**
 * The gradient of the input of one sample and group: the transposed weights, packed, times the gradient of the output,
 * each row of the product added to the inputs that it meets.
 */
export function inputGradient(
  geometry: usize,
  gradient: usize,
  packedWeights: usize,
  target: usize,
  outChannels: i32,
  workspace: usize,
): void {
  const inner = size(geometry, 0) * volume(geometry, KERNEL);
  const outputs = volume(geometry, OUTPUT);
  const paddedInner = ((inner + TILE_ROWS - 1) / TILE_ROWS) * TILE_ROWS;
  const product = workspace + ASIDE_BYTES;
  const right = product + (<usize>(ROWS * BLOCK) << 2);
  zeroFloats(target, size(geometry, 0) * volume(geometry, INPUT));
  for (let first = 0; first < outputs; first += BLOCK) {
    const count = min(BLOCK, outputs - first);
    for (let row = 0; row < inner; row += ROWS) {
      const height = min(ROWS, inner - row);
      for (let k = 0; k < outChannels; k += INNER_BLOCK) {
        const depth = min(INNER_BLOCK, outChannels - k);
        // With few channels the panels of the gradient serve all rows.
        if (row == 0 || outChannels > INNER_BLOCK) {
          const from = gradient + (<usize>(k * outputs + first) << 2);
          pack(from, 4, <usize>outputs << 2, count, depth, TILE_COLUMNS, right);
        }
        const left = packedWeights + (<usize>(k * paddedInner + row * depth) << 2);
        multiplyPanels(left, right, product, BLOCK << 2, height, depth, count, k > 0, workspace);
      }
      for (let i = 0; i < height; i++) {
        scatterRow(geometry, target, row + i, first, count, product + (<usize>(i * BLOCK) << 2));
      }
    }
  }
}
