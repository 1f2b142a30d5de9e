const NAMES: Readonly<Record<number, readonly string[]>> = {
  2: ['N', 'C'],
  3: ['N', 'C', 'L'],
  4: ['N', 'C', 'H', 'W'],
  5: ['N', 'C', 'D', 'H', 'W'],
};

/** The dimensions of N×C×… by the letters that papers use. */
export function channelNames(rank: number): readonly string[] {
  const names = NAMES[rank] ?? NAMES[2]!;
  if (names.length === rank) return names;
  return Array.from({ length: rank }, (_, dim) => names[dim] ?? `dim ${dim}`);
}

/** The dimensions of an input whose last ones are features: N×D, N×L×D; images keep their channels. */
export function featureNames(rank: number): readonly string[] {
  if (rank > 3) return channelNames(rank);
  return ['N', 'L', 'D'].filter((name) => rank === 3 || name !== 'L').slice(-rank);
}
