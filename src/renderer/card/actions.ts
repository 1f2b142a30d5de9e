import { cardPicture, type ChartPicture } from '../../charts/cardPicture.ts';
import { cardCharts, cardSpec } from '../../charts/cardSpec.ts';
import { cardCsv } from '../../charts/csv.ts';
import type { Presentation } from '../../charts/presentation.ts';
import type { Texts } from '../../charts/texts/texts.ts';
import type { Card } from '../../protocol/card.ts';
import { JSON_MIME, SVG_MIME } from '../../protocol/mime.ts';
import { chartSvg } from '../chartView.ts';
import { button, element } from '../dom.ts';
import type { Host } from '../host.ts';
import { currentBackground } from '../theme.ts';
import type { Selected } from './selection.ts';

/** A saved picture has more pixels than the screen may have: it goes onto slides. */
const PIXELS_PER_UNIT = 2;

interface CardState {
  readonly card: Card;
  readonly presentation: Presentation;
  readonly selected: Selected | undefined;
}

async function svgOf({ card, presentation, selected }: CardState): Promise<string> {
  const svg = await chartSvg(cardCharts(card, presentation, selected?.detail));
  const size = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  const charts: ChartPicture = { svg, width: Number(size?.[1] ?? 0), height: Number(size?.[2] ?? 0) };
  return cardPicture(card, charts, presentation, {
    selected: selected?.set,
    detail: selected?.detail,
    background: currentBackground(),
  });
}

/** A text as a URL in base64: VS Code saves no others. */
function dataUrl(mime: string, text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return `data:${mime};base64,${btoa(bytes.join(''))}`;
}

async function pngOf(svg: string): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = dataUrl(SVG_MIME, svg);
  await image.decode();
  const canvas = element('canvas', '');
  canvas.width = image.naturalWidth * PIXELS_PER_UNIT;
  canvas.height = image.naturalHeight * PIXELS_PER_UNIT;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** `BatchNorm2d(32)` → `BatchNorm2d-32.png`: what every file system takes. */
function fileName({ title }: Card, extension: string): string {
  return `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'card'}.${extension}`;
}

/** Has the page save `url` as a file, which in VS Code asks where. */
function download(near: HTMLElement, url: string, name: string): void {
  const link = element('a', '');
  link.href = url;
  link.download = name;
  link.hidden = true;
  near.append(link);
  link.click();
  link.remove();
}

/** The clipboard, which pages without encryption do not have. */
function clipboard(texts: Texts): Clipboard {
  const available = (navigator as Partial<Navigator>).clipboard;
  if (available === undefined) throw new Error(texts.copyFailed);
  return available;
}

/** Buttons that take a card along, with the selected set: its main charts as a picture, its data, its specification. */
export function cardActions(host: Host, state: () => CardState): HTMLElement {
  const { texts } = state().presentation;
  const status = element('span', 'status');
  status.setAttribute('role', 'status');
  const say = (text: string): void => {
    status.textContent = text;
    setTimeout(() => {
      status.textContent = '';
    }, 3000);
  };
  const trying = (action: () => Promise<void>) => (): void => {
    action().catch((error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
    });
  };
  const bar = element('div', 'actions');
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', texts.actions);
  bar.append(
    button(
      'PNG',
      trying(async () => {
        const canvas = await pngOf(await svgOf(state()));
        download(bar, canvas.toDataURL('image/png'), fileName(state().card, 'png'));
      }),
      texts.savePng,
    ),
    button(
      'SVG',
      trying(async () => {
        download(bar, dataUrl(SVG_MIME, await svgOf(state())), fileName(state().card, 'svg'));
      }),
      texts.saveSvg,
    ),
    button(
      texts.copy,
      trying(async () => {
        const canvas = await pngOf(await svgOf(state()));
        const blob = await new Promise<Blob | null>((resolve) => {
          canvas.toBlob(resolve, 'image/png');
        });
        if (blob === null) throw new Error(texts.copyFailed);
        await clipboard(texts).write([new ClipboardItem({ 'image/png': blob })]);
        say(texts.copied);
      }),
      texts.copyImage,
    ),
    button(
      'CSV',
      trying(async () => {
        await clipboard(texts).writeText(cardCsv(state().card));
        say(texts.copied);
      }),
      texts.copyCsv,
    ),
    button(
      '{ }',
      () => {
        const { card, presentation, selected } = state();
        const text = JSON.stringify(cardSpec(card, presentation, selected?.detail), undefined, 2);
        if (host.isReachable) host.open(text);
        else download(bar, dataUrl(JSON_MIME, text), fileName(card, 'vl.json'));
      },
      texts.openSpecification,
    ),
    status,
  );
  return bar;
}
