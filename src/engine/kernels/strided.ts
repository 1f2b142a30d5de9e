/** Calls `visit` with the offset of every element, in row-major order, and its running number. */
export function forEachOffset(
  shape: readonly number[],
  strides: readonly number[],
  start: number,
  visit: (offset: number, index: number) => void,
): void {
  const rank = shape.length;
  if (shape.includes(0)) return;
  const inner = rank === 0 ? 1 : shape[rank - 1]!;
  const innerStride = rank === 0 ? 0 : strides[rank - 1]!;
  const position = new Array<number>(Math.max(rank - 1, 0)).fill(0);
  let offset = start;
  for (let index = 0; ;) {
    for (let i = 0; i < inner; i++) visit(offset + i * innerStride, index++);
    let dim = rank - 2;
    for (; dim >= 0; dim--) {
      offset += strides[dim]!;
      if (++position[dim]! < shape[dim]!) break;
      offset -= strides[dim]! * shape[dim]!;
      position[dim] = 0;
    }
    if (dim < 0) return;
  }
}

/** The strides that repeat a tensor of `shape` and `strides` along the dimensions of `target` that it lacks. */
export function broadcastStrides(
  shape: readonly number[],
  strides: readonly number[],
  target: readonly number[],
): number[] {
  const missing = target.length - shape.length;
  return target.map((_, dim) => (dim < missing || shape[dim - missing] === 1 ? 0 : strides[dim - missing]!));
}
