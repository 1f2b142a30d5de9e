/** The project's folder, seen from here and from the bundle in `dist/test/`. */
export const ROOT = new URL('../../', import.meta.url);
export const DIST = new URL('dist/', ROOT);
/** What `npm run bench:peers` installs. */
export const PEERS = new URL('.bench/', ROOT);
