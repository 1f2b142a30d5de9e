import { multiplyAdd } from './simd';

/** A tile of the result that fits the vector registers: 6 rows of 8 columns. */
export const TILE_ROWS: i32 = 6;
export const TILE_COLUMNS: i32 = 8;

/** How much of the inner dimension is taken at a time: a panel of either matrix stays in the first-level cache. */
export const INNER_BLOCK: i32 = 256;
/** Room for a tile at the edge. */
export const ASIDE_BYTES: i32 = 192;

/** Four rows at `from` as columns of a panel: squares of 4×4 are transposed. */
export function spreadFour(from: usize, rowStride: usize, inner: i32, to: usize, panel: usize): void {
  let k = 0;
  for (; k + 4 <= inner; k += 4) {
    const r0 = v128.load(from);
    const r1 = v128.load(from + rowStride);
    const r2 = v128.load(from + 2 * rowStride);
    const r3 = v128.load(from + 3 * rowStride);
    const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
    v128.store(to + panel, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7));
    v128.store(to + 2 * panel, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5));
    v128.store(to + 3 * panel, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7));
    from += 16;
    to += 4 * panel;
  }
  for (; k < inner; k++, from += 4, to += panel) {
    store<f32>(to, load<f32>(from));
    store<f32>(to, load<f32>(from + rowStride), 4);
    store<f32>(to, load<f32>(from + 2 * rowStride), 8);
    store<f32>(to, load<f32>(from + 3 * rowStride), 12);
  }
}

/** Two rows at `from` as columns of a panel. */
function spreadTwo(from: usize, rowStride: usize, inner: i32, to: usize, panel: usize): void {
  let k = 0;
  for (; k + 4 <= inner; k += 4) {
    const r0 = v128.load(from);
    const r1 = v128.load(from + rowStride);
    const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    store<i64>(to, i64x2.extract_lane(t0, 0));
    store<i64>(to + panel, i64x2.extract_lane(t0, 1));
    store<i64>(to + 2 * panel, i64x2.extract_lane(t1, 0));
    store<i64>(to + 3 * panel, i64x2.extract_lane(t1, 1));
    from += 16;
    to += 4 * panel;
  }
  for (; k < inner; k++, from += 4, to += panel) {
    store<f32>(to, load<f32>(from));
    store<f32>(to, load<f32>(from + rowStride), 4);
  }
}

/**
 * Panels of `height` neighbouring rows (of the right matrix: columns), element by element of the inner dimension, filled
 * up with zeros. Strides are in bytes.
 */
export function pack(
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
      let i = 0;
      for (; i + 4 <= present; i += 4) {
        spreadFour(from + <usize>i * outerStride, outerStride, inner, target + (<usize>i << 2), panel);
      }
      for (; i + 2 <= present; i += 2) {
        spreadTwo(from + <usize>i * outerStride, outerStride, inner, target + (<usize>i << 2), panel);
      }
      for (; i < height; i++) {
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
export function tile(a: usize, b: usize, inner: i32, target: usize, stride: usize, adds: bool): void {
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

/** {@link pack} with strides in elements, in panels of either matrix. */
export function packPanels(
  source: usize,
  outerStride: i32,
  innerStride: i32,
  outer: i32,
  inner: i32,
  height: i32,
  target: usize,
): void {
  pack(source, <usize>outerStride << 2, <usize>innerStride << 2, outer, inner, height, target);
}

/** Adds to `target`, or sets it to, the product of packed panels: `rows`×`depth` by `depth`×`columns`. */
export function multiplyPanels(
  left: usize,
  right: usize,
  target: usize,
  stride: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  adds: bool,
  aside: usize,
): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const panelRight = right + (<usize>(j * depth) << 2);
    const tileColumns = min(TILE_COLUMNS, columns - j);
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const panelLeft = left + (<usize>(i * depth) << 2);
      const tileRows = min(TILE_ROWS, rows - i);
      const to = target + <usize>i * stride + (<usize>j << 2);
      if (tileRows == TILE_ROWS && tileColumns == TILE_COLUMNS) tile(panelLeft, panelRight, depth, to, stride, adds);
      else edgeTile(panelLeft, panelRight, depth, to, stride, tileRows, tileColumns, adds, aside);
    }
  }
}

/**
 * target = left · right, or added to it, for a block of rows. The left matrix has any strides (in elements); the right one
 * is packed: for each {@link INNER_BLOCK} of the inner dimension its panels. The block of rows is packed as well, so that
 * tiles read memory in order (Goto and van de Geijn 2008).
 */
export function multiplyBlock(
  left: usize,
  leftRowStride: i32,
  leftInnerStride: i32,
  packedRight: usize,
  target: usize,
  targetStride: i32,
  rows: i32,
  inner: i32,
  columns: i32,
  accumulate: i32,
  workspace: usize,
): void {
  const aside = workspace;
  const packedLeft = workspace + ASIDE_BYTES;
  const paddedColumns = (columns + TILE_COLUMNS - 1) & -TILE_COLUMNS;
  for (let k = 0; k < inner; k += INNER_BLOCK) {
    const depth = min(INNER_BLOCK, inner - k);
    const leftStart = left + (<usize>(k * leftInnerStride) << 2);
    pack(leftStart, <usize>leftRowStride << 2, <usize>leftInnerStride << 2, rows, depth, TILE_ROWS, packedLeft);
    const right = packedRight + (<usize>(k * paddedColumns) << 2);
    const adds = accumulate != 0 || k > 0;
    multiplyPanels(packedLeft, right, target, <usize>targetStride << 2, rows, depth, columns, adds, aside);
  }
}
