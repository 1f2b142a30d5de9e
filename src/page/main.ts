import { chartOutputs, type ChartOutput } from './chartOutputs.ts';
import { followTheme, forPaper } from './theme.ts';

/** How far below the screen charts are drawn before the reader scrolls to them, in pixels. */
const AHEAD = 1200;

/** Draws the charts near the screen first, and the others whenever the browser has nothing else to do. */
function drawInTurn(charts: readonly ChartOutput[]): void {
  const byElement = new Map<Element, ChartOutput>(charts.map((chart) => [chart.element, chart]));
  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        nearby.unobserve(target);
        byElement.get(target)?.draw();
      }
    },
    { rootMargin: `${AHEAD}px` },
  );
  for (const { element } of charts) nearby.observe(element);
  const waiting = [...charts];
  const drawNext = (): void => {
    waiting.shift()?.draw();
    if (waiting.length > 0) setTimeout(drawNext, 30);
  };
  setTimeout(drawNext, 300);
}

function start(): void {
  followTheme();
  const charts = chartOutputs();
  drawInTurn(charts);
  const redraw = (): void => {
    for (const chart of charts) chart.redraw();
  };
  window.addEventListener('beforeprint', () => {
    forPaper(true);
    redraw();
  });
  window.addEventListener('afterprint', () => {
    forPaper(false);
    redraw();
  });
}

start();
