import * as image from './image.ts';
import * as layers from './layersV1.ts';
import * as nn from './nn.ts';
import * as random from './random.ts';

/** What TensorFlow 1 had, under the name that it has today. */
export const compat = { v1: { layers, nn } };
export { image, nn, random };
