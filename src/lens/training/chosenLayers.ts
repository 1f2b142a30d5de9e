const MAX_LAYERS = 64;

/**
 * The layers that a view has room for, in their order: all of them, or else those that learn something, or else some of these,
 * evenly spaced, with the first and the last.
 */
export function chosenLayers<Layer extends { readonly parameters: readonly unknown[] }>(
  layers: readonly Layer[],
): readonly Layer[] {
  if (layers.length <= MAX_LAYERS) return layers;
  const learning = layers.filter(({ parameters }) => parameters.length > 0);
  if (learning.length <= MAX_LAYERS) return learning.length > 0 ? learning : layers.slice(0, MAX_LAYERS);
  return Array.from(
    { length: MAX_LAYERS },
    (_, i) => learning[Math.round((i * (learning.length - 1)) / (MAX_LAYERS - 1))]!,
  );
}
