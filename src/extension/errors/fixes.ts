import type { Failure, Fix } from './failure.ts';
import { layerFixes } from './layers.ts';
import { importFixes, moduleFixes, spellingFixes } from './spelling.ts';

/** What mends a failure: only where the error's message and the code leave no doubt of what is meant. */
export function fixesFor(failure: Failure): Fix[] {
  return [...importFixes(failure), ...spellingFixes(failure), ...moduleFixes(failure), ...layerFixes(failure)];
}
