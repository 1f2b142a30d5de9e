import { cardSpec } from '../../charts/cardSpec.ts';
import { cardCsv } from '../../charts/csv.ts';
import type { Texts } from '../../charts/texts/texts.ts';
import type { Card } from '../../protocol/card.ts';
import { JSON_MIME, SVG_MIME } from '../../protocol/mime.ts';
import { button, element } from '../dom.ts';
import type { Host } from '../host.ts';
import { dataUrl, download } from './download.ts';
import { type CardState, pixelsOf, svgOf } from './picture.ts';

/** `BatchNorm2d(32)` → `BatchNorm2d-32.png`: what every file system takes. */
function fileName({ title }: Card, extension: string): string {
  return `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'card'}.${extension}`;
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
        const canvas = await pixelsOf(await svgOf(state()));
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
        const canvas = await pixelsOf(await svgOf(state()));
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
