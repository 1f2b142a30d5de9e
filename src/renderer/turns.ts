/** So far from the visible part of the page a chart is drawn already. */
const DRAWN_AHEAD = '600px';

/** For so many milliseconds after a frame charts are drawn; one at least. */
const BUDGET = { atRest: 40, inMotion: 0 };

/** So many milliseconds after the last scrolling the page is at rest, where nobody misses the next frame. */
const REST_AFTER = 150;

type Draw = () => Promise<void>;

/** What is to be drawn, by its place. */
const waiting = new Map<Element, Draw>();
/** Those of the waiting places that are near the visible part; first those that came last: the reader scrolls to them. */
let near: readonly Element[] = [];
let isDrawing = false;
let isPrinting = false;
let lastMotion = -Infinity;

const nearness = new IntersectionObserver(
  (entries) => {
    const changed = new Set(entries.map(({ target }) => target));
    const come = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
    near = [...come, ...near.filter((place) => !changed.has(place))];
    if (!isDrawing) void drawNear();
  },
  { rootMargin: DRAWN_AHEAD },
);

/**
 * Calls `draw` when `place` is near the visible part of the page and it is its turn, or at once where the page is to be
 * printed. A later call for the same place makes void what waits for it; a place that goes out of sight loses its turn.
 */
export function drawInTurn(place: Element, draw: Draw): void {
  forgetTurn(place);
  if (isPrinting) {
    void draw();
    return;
  }
  waiting.set(place, draw);
  nearness.observe(place);
}

/** Makes void what waits for `place`. */
export function forgetTurn(place: Element): void {
  nearness.unobserve(place);
  waiting.delete(place);
  near = near.filter((other) => other !== place);
}

/** Whether the page is about to be printed: then nothing waits for its turn, or to come near the visible part. */
export function isForPaper(): boolean {
  return isPrinting;
}

/** Draws what waits near the visible part, in the pauses between frames. */
async function drawNear(): Promise<void> {
  isDrawing = true;
  while (near.length > 0) {
    await frame();
    const isMoving = performance.now() - lastMotion < REST_AFTER;
    const end = performance.now() + (isMoving ? BUDGET.inMotion : BUDGET.atRest);
    do await drawNext();
    while (near.length > 0 && performance.now() < end);
  }
  isDrawing = false;
}

async function drawNext(): Promise<void> {
  const [place] = near;
  const draw = place && waiting.get(place);
  if (place !== undefined) forgetTurn(place);
  await draw?.().catch(reportError);
}

/** Resolves when a frame has been painted. */
function frame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve, 0));
  });
}

function drawForPaper(): void {
  isPrinting = true;
  for (const [place, draw] of [...waiting]) {
    forgetTurn(place);
    void draw();
  }
}

const noteMotion = (): void => {
  lastMotion = performance.now();
};
addEventListener('scroll', noteMotion, { capture: true, passive: true });
addEventListener('wheel', noteMotion, { capture: true, passive: true });
// Before all other listeners, which draw.
addEventListener('beforeprint', drawForPaper, { capture: true });
addEventListener('afterprint', () => (isPrinting = false), { capture: true });
