/**
 * The largest float32 of each window along one dimension of outer×size×inner, for the outer indices from `first` to before
 * `last`: NaN where there is one, and where it was: its position in `positions` (float64), or its own where that is 0. Windows are pairs of int32: start and end.
 */
export function maximaAlong(
  values: usize,
  positions: usize,
  first: i32,
  last: i32,
  size: i32,
  inner: i32,
  windows: usize,
  windowCount: i32,
  step: i32,
  largest: usize,
  where: usize,
): void {
  const stride = <usize>inner << 2;
  for (let block = first; block < last; block++) {
    const blockStart = block * size * inner;
    for (let w = 0; w < windowCount; w++) {
      const start = load<i32>(windows + (<usize>w << 3));
      const end = load<i32>(windows + (<usize>w << 3), 4);
      for (let line = 0; line < inner; line++) {
        let best = blockStart + start * inner + line;
        let p = values + (<usize>best << 2);
        let most = load<f32>(p);
        let at = best;
        for (let i = start + step; i < end; i += step) {
          p += stride * <usize>step;
          at += inner * step;
          const value = load<f32>(p);
          if (value > most || (value != value && most == most)) {
            most = value;
            best = at;
          }
        }
        store<f32>(largest, most);
        store<f64>(where, positions == 0 ? <f64>best : load<f64>(positions + (<usize>best << 3)));
        largest += 4;
        where += 8;
      }
    }
  }
}
