// What is known of the boxes, int32 each: three sizes of a volume, how many windows there are along each dimension, how
// far apart a window's elements are, whether windows are pairs; then for each dimension the start and end of its windows.
const COUNTS: i32 = 3;
const STEPS: i32 = 6;
const ARE_PAIRS: i32 = 9;
const WINDOWS: i32 = 10;

// @ts-ignore: decorator
@inline
function at(boxes: usize, index: i32): i32 {
  return load<i32>(boxes + (<usize>index << 2));
}

/**
 * The largest float32 of each box of each volume from `first` to before `last`, NaN where there is one, and its position
 * in `values` as int32: the first of equal ones.
 */
export function maximaOfBoxes(values: usize, first: i32, last: i32, boxes: usize, largest: usize, where: usize): void {
  const depth = at(boxes, 0);
  const height = at(boxes, 1);
  const width = at(boxes, 2);
  const acrossDepth = at(boxes, COUNTS);
  const acrossHeight = at(boxes, COUNTS + 1);
  const acrossWidth = at(boxes, COUNTS + 2);
  const windowsOfHeight = boxes + (<usize>(WINDOWS + 2 * acrossDepth) << 2);
  const windowsOfWidth = windowsOfHeight + (<usize>acrossHeight << 3);
  for (let volume = first; volume < last; volume++) {
    const start = volume * depth * height * width;
    for (let d = 0; d < acrossDepth; d++) {
      const fromDepth = at(boxes, WINDOWS + 2 * d);
      const toDepth = at(boxes, WINDOWS + 2 * d + 1);
      for (let h = 0; h < acrossHeight; h++) {
        const fromHeight = at(windowsOfHeight, 2 * h);
        const toHeight = at(windowsOfHeight, 2 * h + 1);
        let w = 0;
        if (at(boxes, ARE_PAIRS) != 0) {
          const row = start + (fromDepth * height + fromHeight) * width;
          for (; w + 4 <= acrossWidth; w += 4, largest += 16, where += 16) {
            maximaOfPairs(values, row + 2 * w, width, largest, where);
          }
          if (w < acrossWidth && acrossWidth >= 4) {
            // The last four once more, of which some are done already.
            const again = <usize>(4 - (acrossWidth - w)) << 2;
            maximaOfPairs(values, row + 2 * (acrossWidth - 4), width, largest - again, where - again);
            largest += 16 - again;
            where += 16 - again;
            w = acrossWidth;
          }
        }
        for (; w < acrossWidth; w++, largest += 4, where += 4) {
          const fromWidth = at(windowsOfWidth, 2 * w);
          const toWidth = at(windowsOfWidth, 2 * w + 1);
          let best = start + (fromDepth * height + fromHeight) * width + fromWidth;
          let most = load<f32>(values + (<usize>best << 2));
          for (let i = fromDepth; i < toDepth; i += at(boxes, STEPS)) {
            for (let j = fromHeight; j < toHeight; j += at(boxes, STEPS + 1)) {
              const line = start + (i * height + j) * width;
              for (let k = fromWidth; k < toWidth; k += at(boxes, STEPS + 2)) {
                const value = load<f32>(values + (<usize>(line + k) << 2));
                if (value > most || (value != value && most == most)) {
                  most = value;
                  best = line + k;
                }
              }
            }
          }
          store<f32>(largest, most);
          store<i32>(where, best);
        }
      }
    }
  }
}

/** Four boxes of 2×2 side by side. */
// @ts-ignore: decorator
@inline
function maximaOfPairs(values: usize, position: i32, width: i32, largest: usize, where: usize): void {
  const upper = values + (<usize>position << 2);
  const lower = upper + (<usize>width << 2);
  const left = v128.load(upper);
  const right = v128.load(upper, 16);
  let most = v128.shuffle<f32>(left, right, 0, 2, 4, 6);
  let best = i32x4.add(i32x4.splat(position), i32x4(0, 2, 4, 6));
  const start = best;
  const second = v128.shuffle<f32>(left, right, 1, 3, 5, 7);
  let isMore = v128.or(f32x4.gt(second, most), v128.andnot(f32x4.ne(second, second), f32x4.ne(most, most)));
  most = v128.bitselect(second, most, isMore);
  best = v128.bitselect(i32x4.add(start, i32x4.splat(1)), best, isMore);
  const lowerLeft = v128.load(lower);
  const lowerRight = v128.load(lower, 16);
  const third = v128.shuffle<f32>(lowerLeft, lowerRight, 0, 2, 4, 6);
  isMore = v128.or(f32x4.gt(third, most), v128.andnot(f32x4.ne(third, third), f32x4.ne(most, most)));
  most = v128.bitselect(third, most, isMore);
  best = v128.bitselect(i32x4.add(start, i32x4.splat(width)), best, isMore);
  const fourth = v128.shuffle<f32>(lowerLeft, lowerRight, 1, 3, 5, 7);
  isMore = v128.or(f32x4.gt(fourth, most), v128.andnot(f32x4.ne(fourth, fourth), f32x4.ne(most, most)));
  most = v128.bitselect(fourth, most, isMore);
  best = v128.bitselect(i32x4.add(start, i32x4.splat(width + 1)), best, isMore);
  v128.store(largest, most);
  v128.store(where, best);
}

/** Zeros from `start` to before `end` of `target`, to which `count` float32 are added at their positions in `target`. */
export function scatter(source: usize, where: usize, count: i32, target: usize, start: i32, end: i32): void {
  memory.fill(target + (<usize>start << 2), 0, <usize>(end - start) << 2);
  const last = source + (<usize>count << 2);
  for (; source < last; source += 4, where += 4) {
    const to = target + (<usize>load<i32>(where) << 2);
    store<f32>(to, load<f32>(to) + load<f32>(source));
  }
}
