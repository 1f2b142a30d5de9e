import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { io, type Tensor } from '../engine/index.ts';

export interface Digits {
  /** [1797, 8, 8], float32: grey values from 0 to 16. */
  readonly images: Tensor;
  /** [1797], uint8: the digit that each image shows. */
  readonly labels: Tensor;
}

export interface Datasets {
  /**
   * Handwritten digits: the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI
   * Machine Learning Repository, CC BY 4.0.
   */
  digits(): Promise<Digits>;
}

/** The data sets that come with the extension, read from its folder `media`. */
export function createDatasets(mediaFolder: string): Datasets {
  return {
    digits: async () => {
      const archive = io.loadNpz(await readFile(path.join(mediaFolder, 'data', 'digits.npz')));
      const [images, labels] = [archive.get('images'), archive.get('labels')];
      if (images === undefined || labels === undefined) throw new Error('digits.npz holds no images and labels');
      return { images: images.to('float32'), labels };
    },
  };
}
