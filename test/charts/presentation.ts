import { NEUTRAL_PALETTE } from '../../src/charts/palette.ts';
import type { Presentation } from '../../src/charts/presentation.ts';
import { english } from '../../src/charts/texts/english.ts';

/** Charts in English, in colours for any background. */
export const ENGLISH: Presentation = { palette: NEUTRAL_PALETTE, texts: english };
