import type { LayerLinks } from '../../protocol/diagnosis.ts';

/** Where a reader finds a layer; nothing of it where no session runs. */
let find: (layer: object) => LayerLinks = () => ({});

/** Has all that looks at models tell where a reader finds their layers. */
export function findLayersBy(finder: typeof find): void {
  find = finder;
}

/** Where a reader finds a layer that a cell has made or that has a card. */
export function linksOf(layer: object): LayerLinks {
  return find(layer);
}
