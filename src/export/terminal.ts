import { stripVTControlCharacters } from 'node:util';
import type { ShownOutput } from '../protocol/output.ts';

/** The lines as a terminal would show them in the end: what follows a carriage return is written over the line. */
export function settleLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1))
    .join('\n');
}

/** Text without colours and other sequences for terminals. */
export function plainTerminalText(text: string): string {
  return stripVTControlCharacters(settleLines(text));
}

/** Outputs in which neighbouring texts of one stream are one, as they are read. */
export function mergeStreams(outputs: readonly ShownOutput[]): ShownOutput[] {
  const merged: ShownOutput[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (output.type === 'stream' && last?.type === 'stream' && last.name === output.name) {
      merged[merged.length - 1] = { ...last, text: last.text + output.text };
    } else {
      merged.push(output);
    }
  }
  return merged;
}
