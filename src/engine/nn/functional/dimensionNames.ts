const SPATIAL: Readonly<Record<number, readonly string[]>> = { 3: ['L'], 4: ['H', 'W'], 5: ['D', 'H', 'W'] };

/** The dimensions of N×C×… by the letters that papers use. */
export function channelNames(rank: number): string[] {
  const names = ['N', 'C', ...(SPATIAL[rank] ?? [])];
  return Array.from({ length: rank }, (_, dim) => names[dim] ?? `dim ${dim}`);
}

/** The dimensions of an input whose last ones are features: N×D, N×L×D; images keep their channels. */
export function featureNames(rank: number): string[] {
  if (rank > 3) return channelNames(rank);
  return ['N', 'L', 'D'].filter((name) => rank === 3 || name !== 'L').slice(-rank);
}
