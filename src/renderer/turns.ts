/** So far from the visible part of the page a chart is drawn already. */
const DRAWN_AHEAD = '600px';

/** For so many milliseconds after a frame charts are drawn; one at least. */
const BUDGET = { atRest: 40, inMotion: 0 };

/** So many milliseconds after the last scrolling the page is at rest, where nobody misses the next frame. */
const REST_AFTER = 150;

type Draw = () => Promise<void>;

/** What is to be drawn, by its place. */
const waiting = new Map<Element, Draw>();
/** The outputs near the visible part; first those that came last: the reader scrolls to them. */
let near: readonly Element[] = [];
let isDrawing = false;
let isPrinting = false;
let lastMotion = -Infinity;

const nearness = new IntersectionObserver(
  (entries) => {
    const changed = new Set(entries.map(({ target }) => target));
    const come = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
    near = [...come, ...near.filter((output) => !changed.has(output))];
    void drawNear();
  },
  { rootMargin: DRAWN_AHEAD },
);

/**
 * Calls `draw` when the output that `place` is in is near the visible part of the page and it is its turn, or at once where
 * the page is to be printed. A later call for the same place makes void what waits for it; an output that goes out of
 * sight loses its turns until it comes back.
 */
export function drawInTurn(place: Element, draw: Draw): void {
  if (isPrinting) {
    waiting.delete(place);
    void draw();
    return;
  }
  waiting.set(place, draw);
  nearness.observe(place.closest('.normscope-card, .normscope-experiment') ?? place);
  void drawNear();
}

/** Makes void what waits for `place`. */
export function forgetTurn(place: Element): void {
  waiting.delete(place);
}

/** Whether the page is about to be printed: then nothing waits for its turn, or to come near the visible part. */
export function isForPaper(): boolean {
  return isPrinting;
}

/** The place whose turn it is. */
function nextPlace(): Element | undefined {
  const places = [...waiting.keys()];
  return near.map((output) => places.find((place) => output.contains(place))).find((place) => place !== undefined);
}

/** Draws what waits near the visible part, in the pauses between frames. */
async function drawNear(): Promise<void> {
  if (isDrawing) return;
  isDrawing = true;
  while (nextPlace() !== undefined) {
    await frame();
    const isMoving = performance.now() - lastMotion < REST_AFTER;
    const end = performance.now() + (isMoving ? BUDGET.inMotion : BUDGET.atRest);
    do await drawNext();
    while (performance.now() < end && nextPlace() !== undefined);
  }
  isDrawing = false;
}

async function drawNext(): Promise<void> {
  const place = nextPlace();
  const draw = place && waiting.get(place);
  if (place !== undefined) waiting.delete(place);
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
    waiting.delete(place);
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
