import path from 'node:path';
import { pictureAddresses } from './html/markdown.ts';
import type { Notebook } from './notebook.ts';
import { dataUrl, PICTURE_ENDINGS } from './representation.ts';

/** Pictures as `data:` addresses, by the addresses that a notebook's text gives them. */
export type Pictures = ReadonlyMap<string, string>;

const MIME_TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(PICTURE_ENDINGS).map(([mime, ending]) => [`.${ending}`, mime])),
  '.jpeg': 'image/jpeg',
};

/** The file that an address names, as seen from the notebook; undefined for what is not a file in its folder. */
function fileOf(address: string): string | undefined {
  if (/^(?:[a-z][\w+.-]*:|[/\\#?])/i.test(address)) return undefined;
  let file: string;
  try {
    file = path.posix.normalize(decodeURIComponent(address));
  } catch {
    return undefined;
  }
  return /^\.\.(?:\/|$)|[\\:]/.test(file) ? undefined : file;
}

/**
 * The pictures that a notebook's text shows from files in its folder. `read` gives a file by its path from there; a
 * picture whose file cannot be read is left out.
 */
export async function readPictures(notebook: Notebook, read: (file: string) => Promise<Uint8Array>): Promise<Pictures> {
  const pictures = new Map<string, string>();
  const addresses = notebook.cells.flatMap((cell) => (cell.kind === 'markdown' ? pictureAddresses(cell.source) : []));
  for (const address of new Set(addresses)) {
    const file = fileOf(address);
    const mime = file === undefined ? undefined : MIME_TYPES[path.posix.extname(file).toLowerCase()];
    if (file === undefined || mime === undefined) continue;
    try {
      pictures.set(address, dataUrl(mime, Buffer.from(await read(file))));
    } catch {
      continue;
    }
  }
  return pictures;
}
