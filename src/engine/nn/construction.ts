import { Observers } from '../observers.ts';

export const constructionObservers = new Observers<[layer: object]>();

/**
 * Calls `observer` with every module of `nn` and layer of `keras` whose construction begins: it has no fields yet. Returns a
 * function that ends this.
 */
export const observeConstruction = constructionObservers.add;
