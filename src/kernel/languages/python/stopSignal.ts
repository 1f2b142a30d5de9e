/**
 * The byte that Pyodide polls for stops. Pyodide reads it and then clears it, whatever it read: of an array, it would
 * clear a stop that came between the two, and lose it.
 */
export class StopSignal {
  readonly #byte: Uint8Array;
  #seen = 0;

  constructor(byte: Uint8Array) {
    this.#byte = byte;
  }

  get 0(): number {
    return (this.#seen = this.#byte[0]!);
  }

  set 0(value: number) {
    if (this.#seen !== 0) this.#byte[0] = value;
  }
}
