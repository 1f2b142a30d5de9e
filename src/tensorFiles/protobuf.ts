import type { ByteSource } from './byteSource.ts';
import { TensorFileError } from './errors.ts';

/** A field of a message (https://protobuf.dev/programming-guides/encoding/). */
export interface ProtobufField {
  readonly number: number;
  /** Of a field that is one number. */
  readonly value: bigint;
  /** Of a field that has a length, or a fixed size: where its content lies in the file. */
  readonly start: number;
  readonly end: number;
  readonly isNumber: boolean;
}

const WINDOW = 2 ** 16;
const MOST_VARINT_BYTES = 10;
/** The largest models have a few hundred thousand fields outside of their tensors. */
const MOST_FIELDS = 5_000_000;

/** Reads messages from a file, of which it holds a small part in memory. */
export class ProtobufReader {
  readonly #source: ByteSource;
  #window: Uint8Array = new Uint8Array(0);
  #fields = 0;
  #windowStart = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The fields of the message that lies from `start` to `end`. Throws TensorFileError where it is damaged. */
  async *fields(start: number, end: number): AsyncGenerator<ProtobufField> {
    let at = start;
    while (at < end) {
      if (++this.#fields > MOST_FIELDS) throw new TensorFileError('it has too many parts');
      const tag = await this.#varint(at, end);
      const number = Number(tag.value >> 3n);
      const type = Number(tag.value & 7n);
      at = tag.end;
      if (type === 0) {
        const { value, end: next } = await this.#varint(at, end);
        yield { number, value, start: at, end: next, isNumber: true };
        at = next;
        continue;
      }
      const length = type === 2 ? await this.#varint(at, end) : undefined;
      const contentStart = length?.end ?? at;
      const contentEnd = contentStart + Number(length?.value ?? FIXED_SIZES[type] ?? NaN);
      if (!(contentEnd <= end) || number === 0) throw new TensorFileError(`it is damaged at byte ${at}`);
      yield { number, value: 0n, start: contentStart, end: contentEnd, isNumber: false };
      at = contentEnd;
    }
  }

  /** The numbers that are packed from `start` to `end`. */
  async *packedVarints(start: number, end: number): AsyncGenerator<bigint> {
    for (let at = start; at < end;) {
      const { value, end: next } = await this.#varint(at, end);
      yield value;
      at = next;
    }
  }

  /** The text of a field; one that is longer than `most` bytes is cut off. */
  async text({ start, end }: ProtobufField, most = 10_000): Promise<string> {
    return new TextDecoder().decode(await this.#source.read(start, Math.min(end - start, most)));
  }

  async #varint(at: number, end: number): Promise<{ value: bigint; end: number }> {
    let value = 0n;
    for (let i = 0; i < MOST_VARINT_BYTES && at + i < end; i++) {
      const byte = await this.#byte(at + i);
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return { value, end: at + i + 1 };
    }
    throw new TensorFileError(`it is damaged at byte ${at}`);
  }

  async #byte(at: number): Promise<number> {
    if (at < this.#windowStart || at >= this.#windowStart + this.#window.length) {
      this.#window = await this.#source.read(at, Math.min(WINDOW, this.#source.size - at));
      this.#windowStart = at;
    }
    return this.#window[at - this.#windowStart]!;
  }
}

/** The sizes of fields by their wire type. */
const FIXED_SIZES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
