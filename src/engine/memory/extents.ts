interface Extent {
  readonly address: number;
  readonly bytes: number;
}

/** Free stretches of memory in the order of their addresses; neighbours are merged, and the best fit is split. */
export class Extents {
  #list: Extent[] = [];

  /** The address of `bytes` free bytes, from the smallest stretch that has them; undefined where none has. */
  take(bytes: number): number | undefined {
    let best = -1;
    this.#list.forEach((extent, index) => {
      if (extent.bytes >= bytes && (best < 0 || extent.bytes < this.#list[best]!.bytes)) best = index;
    });
    const extent = this.#list[best];
    if (extent === undefined) return undefined;
    const rest = { address: extent.address + bytes, bytes: extent.bytes - bytes };
    this.#list = this.#list.toSpliced(best, 1, ...(rest.bytes > 0 ? [rest] : []));
    return extent.address;
  }

  /** Gives a stretch back. */
  add(address: number, bytes: number): void {
    const following = this.#list.findIndex((extent) => extent.address > address);
    const index = following < 0 ? this.#list.length : following;
    const [before, after] = [this.#list[index - 1], this.#list[index]];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    const joinsAfter = after?.address === address + bytes;
    const start = joinsBefore ? before.address : address;
    const end = joinsAfter ? after.address + after.bytes : address + bytes;
    const first = joinsBefore ? index - 1 : index;
    const replaced = Number(joinsBefore) + Number(joinsAfter);
    this.#list = this.#list.toSpliced(first, replaced, { address: start, bytes: end - start });
  }
}
