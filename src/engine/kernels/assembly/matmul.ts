import { multiplyAdd } from './simd';

/** A tile of the result that fits the vector registers: 6 rows of 8 columns. */
const TILE_ROWS: i32 = 6;
const TILE_COLUMNS: i32 = 8;

/** How much of the inner dimension is packed at a time: a panel of either matrix stays in the first-level cache. */
const INNER_BLOCK: i32 = 256;
/** Packed rows of the left matrix: 96 KB, for the second-level cache. */
const ROW_BLOCK: i32 = 96;
/** Packed columns of the right matrix: 512 KB. */
const COLUMN_BLOCK: i32 = 512;

/** Bytes of workspace that {@link matmul} needs: for both packed blocks, and a tile at the edge. */
export function matmulWorkspace(): i32 {
  return ((ROW_BLOCK + COLUMN_BLOCK) * INNER_BLOCK + TILE_ROWS * TILE_COLUMNS) << 2;
}

/**
 * Panels of `height` neighbouring rows (of the right matrix: columns), element by element of the inner dimension, filled
 * up with zeros.
 */
function pack(
  source: usize,
  outerStride: usize,
  innerStride: usize,
  outer: i32,
  inner: i32,
  height: i32,
  target: usize,
): void {
  for (let first = 0; first < outer; first += height) {
    const present = min(height, outer - first);
    let from = source + <usize>first * outerStride;
    if (present == height && outerStride == 4) {
      // 8 columns are two vectors, 6 rows are one and a half.
      for (let k = 0; k < inner; k++) {
        v128.store(target, v128.load(from));
        if (height == TILE_COLUMNS) v128.store(target, v128.load(from, 16), 16);
        else store<u64>(target, load<u64>(from, 16), 16);
        target += <usize>height << 2;
        from += innerStride;
      }
      continue;
    }
    if (innerStride == 4) {
      // The rows are read in order, and their elements spread.
      const panel = <usize>height << 2;
      for (let i = 0; i < height; i++) {
        let to = target + (<usize>i << 2);
        let p = from + <usize>i * outerStride;
        const end = to + <usize>inner * panel;
        if (i < present) {
          for (; to < end; to += panel, p += 4) store<f32>(to, load<f32>(p));
        } else {
          for (; to < end; to += panel) store<f32>(to, 0);
        }
      }
      target += <usize>inner * panel;
      continue;
    }
    for (let k = 0; k < inner; k++) {
      let p = from;
      for (let i = 0; i < height; i++) {
        store<f32>(target, i < present ? load<f32>(p) : 0);
        target += 4;
        p += outerStride;
      }
      from += innerStride;
    }
  }
}

// @ts-ignore: decorator
@inline
function storeRow(target: usize, first: v128, second: v128, adds: bool): void {
  if (adds) {
    v128.store(target, f32x4.add(v128.load(target), first));
    v128.store(target, f32x4.add(v128.load(target, 16), second), 16);
  } else {
    v128.store(target, first);
    v128.store(target, second, 16);
  }
}

/** One tile: the sum over `inner` of the outer products of a packed column and a packed row. */
function tile(a: usize, b: usize, inner: i32, target: usize, stride: usize, adds: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  const end = b + (<usize>inner << 5);
  let p = a;
  for (let q = b; q < end; q += 32, p += 24) {
    const b0 = v128.load(q);
    const b1 = v128.load(q, 16);
    const a0 = v128.load32_splat(p, 0);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(p, 4);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(p, 8);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(p, 12);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    const a4 = v128.load32_splat(p, 16);
    c40 = multiplyAdd(a4, b0, c40);
    c41 = multiplyAdd(a4, b1, c41);
    const a5 = v128.load32_splat(p, 20);
    c50 = multiplyAdd(a5, b0, c50);
    c51 = multiplyAdd(a5, b1, c51);
  }
  storeRow(target + <usize>0 * stride, c00, c01, adds);
  storeRow(target + <usize>1 * stride, c10, c11, adds);
  storeRow(target + <usize>2 * stride, c20, c21, adds);
  storeRow(target + <usize>3 * stride, c30, c31, adds);
  storeRow(target + <usize>4 * stride, c40, c41, adds);
  storeRow(target + <usize>5 * stride, c50, c51, adds);
}

/** A tile that sticks out: computed aside, and as much of it as there is room for taken over. */
function edgeTile(
  a: usize,
  b: usize,
  inner: i32,
  target: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
  aside: usize,
): void {
  tile(a, b, inner, aside, TILE_COLUMNS << 2, false);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const to = target + <usize>row * stride + (<usize>column << 2);
      const value = load<f32>(aside + (<usize>(row * TILE_COLUMNS + column) << 2));
      store<f32>(to, adds ? load<f32>(to) + value : value);
    }
  }
}

/**
 * target = left · right, or added to it, for float32 matrices of rows×inner and inner×columns with any strides (in
 * elements); the target's rows are `targetStride` apart. Blocks of both are packed so that tiles read memory in order
 * (Goto and van de Geijn 2008).
 */
export function matmul(
  left: usize,
  leftRowStride: i32,
  leftInnerStride: i32,
  right: usize,
  rightInnerStride: i32,
  rightColumnStride: i32,
  target: usize,
  targetStride: i32,
  rows: i32,
  inner: i32,
  columns: i32,
  accumulate: i32,
  workspace: usize,
): void {
  const packedLeft = workspace;
  const packedRight = packedLeft + (<usize>(ROW_BLOCK * INNER_BLOCK) << 2);
  const aside = packedRight + (<usize>(COLUMN_BLOCK * INNER_BLOCK) << 2);
  const stride = <usize>targetStride << 2;
  for (let column = 0; column < columns; column += COLUMN_BLOCK) {
    const width = min(COLUMN_BLOCK, columns - column);
    for (let k = 0; k < inner; k += INNER_BLOCK) {
      const depth = min(INNER_BLOCK, inner - k);
      const adds = accumulate != 0 || k > 0;
      const rightStart = right + (<usize>(k * rightInnerStride + column * rightColumnStride) << 2);
      pack(rightStart, <usize>rightColumnStride << 2, <usize>rightInnerStride << 2, width, depth, TILE_COLUMNS, packedRight);
      for (let row = 0; row < rows; row += ROW_BLOCK) {
        const height = min(ROW_BLOCK, rows - row);
        const leftStart = left + (<usize>(row * leftRowStride + k * leftInnerStride) << 2);
        pack(leftStart, <usize>leftRowStride << 2, <usize>leftInnerStride << 2, height, depth, TILE_ROWS, packedLeft);
        for (let j = 0; j < width; j += TILE_COLUMNS) {
          const panelRight = packedRight + (<usize>(j * depth) << 2);
          const tileColumns = min(TILE_COLUMNS, width - j);
          for (let i = 0; i < height; i += TILE_ROWS) {
            const panelLeft = packedLeft + (<usize>(i * depth) << 2);
            const tileRows = min(TILE_ROWS, height - i);
            const to = target + <usize>(row + i) * stride + (<usize>(column + j) << 2);
            if (tileRows == TILE_ROWS && tileColumns == TILE_COLUMNS) tile(panelLeft, panelRight, depth, to, stride, adds);
            else edgeTile(panelLeft, panelRight, depth, to, stride, tileRows, tileColumns, adds, aside);
          }
        }
      }
    }
  }
}
