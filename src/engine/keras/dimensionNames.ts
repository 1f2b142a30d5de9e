import { channelNames } from '../nn/functional/dimensionNames.ts';

/** The dimensions by the letters that papers use, with the channels at `axis`: N×H×W×C for the last. */
export function dimensionNames(rank: number, axis: number): string[] {
  const [sample, channel, ...spatial] = channelNames(Math.max(rank, 2)) as [string, string, ...string[]];
  const names = [sample, ...spatial].slice(0, rank - 1);
  return names.toSpliced(axis < 0 ? axis + rank : axis, 0, channel);
}
