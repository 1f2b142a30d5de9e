import type { Card, SetDetail } from '../protocol/card.ts';

/** The JSON of a card stays below 60 KB. */
const CARD_BYTES = 59_000;
/** So much of it goes into the numbers of sets. */
const SET_BYTES = 50_000;
/** And at least so much is left for sets that are described by themselves. */
const DETAIL_BYTES = 3_000;
/** A renderer takes no more. */
const MAX_SETS = 4096;

/** Characters of base64 that a number takes. */
const NUMBER_BYTES = 4;
/** Digits and comma of a set's number. */
const INDEX_BYTES = 7;

/** How many bytes a value takes as JSON. */
export function sizeOf(value: unknown): number {
  const json = JSON.stringify(value);
  let size = json.length;
  // Two or three bytes in UTF-8.
  for (let i = 0; i < json.length; i++) if (json.charCodeAt(i) > 127) size += 2;
  return size;
}

/** How many of `count` sets can be described by `numbers` numbers each, in a card that takes `used` bytes without them. */
export function setsThatFit(count: number, numbers: number, used: number): number {
  const available = Math.min(SET_BYTES, CARD_BYTES - used - DETAIL_BYTES);
  const each = numbers * NUMBER_BYTES;
  if (count <= MAX_SETS && count * each <= available) return count;
  return Math.max(1, Math.min(count, MAX_SETS, Math.floor(available / (each + INDEX_BYTES))));
}

/** The card with as many of `details`, which start with the most important, as fit into it. */
export function withDetails(card: Card, details: readonly SetDetail[]): Card {
  let left = CARD_BYTES - sizeOf(card);
  const chosen: SetDetail[] = [];
  for (const detail of details) {
    left -= sizeOf(detail) + 1;
    if (left < 0) break;
    chosen.push(detail);
  }
  return { ...card, details: chosen.sort((a, b) => a.set - b.set) };
}
