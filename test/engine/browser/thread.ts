// A thread of the pool in a browser.
import { serveKernels, type ThreadStart } from '../../../src/engine/memory/thread.ts';

globalThis.addEventListener('message', (event: Event) => {
  serveKernels((event as unknown as { readonly data: ThreadStart }).data);
});
