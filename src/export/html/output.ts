import { HTML_MIME, JSON_MIME, MARKDOWN_MIME, type MimeBundle, TEXT_MIME } from '../../protocol/mime.ts';
import type { ErrorOutput, ShownOutput } from '../../protocol/output.ts';
import {
  alternativeText,
  CHART_MIMES,
  dataUrl,
  LATEX_MIME,
  PAGE_ORDER,
  PICTURE_ENDINGS,
  pictureBytes,
  representations,
  representationText,
} from '../representation.ts';
import type { Texts } from '../texts.ts';
import { ansiToHtml } from './ansi.ts';
import { embeddedJson, escapeHtml } from './escape.ts';
import { highlight } from './highlight.ts';
import { markdownToHtml } from './markdown.ts';
import { sanitize, showsSomething } from './sanitize.ts';

/** Scrolls by keyboard where it is too wide or too long. */
function preformatted(className: string, label: string, html: string): string {
  return `<pre class="${className}" tabindex="0" role="group" aria-label="${escapeHtml(label)}">${html}</pre>`;
}

function picture(data: MimeBundle, mime: string): string {
  const source = dataUrl(mime, pictureBytes(mime, representationText(data[mime])));
  return `<img src="${source}" alt="${escapeHtml(alternativeText(data))}">`;
}

/** A chart for our renderer, with a picture for readers whose browser runs no script. */
function chart(data: MimeBundle, mime: string, rendererMime: string): string {
  const [pictureMime] = representations(data, Object.keys(PICTURE_ENDINGS));
  const fallback =
    pictureMime === undefined
      ? `<pre>${escapeHtml(representationText(data[TEXT_MIME] ?? ''))}</pre>`
      : picture(data, pictureMime);
  return (
    `<div class="chart-output" data-mime="${escapeHtml(rendererMime)}"><div class="chart-place"></div>` +
    `<script type="application/json">${embeddedJson(data[mime])}</script><noscript>${fallback}</noscript></div>`
  );
}

/** One representation; undefined where nothing of it remains to be seen. */
function representation(data: MimeBundle, mime: string, texts: Texts): string | undefined {
  const text = representationText(data[mime]);
  const rendererMime = CHART_MIMES[mime];
  if (rendererMime !== undefined) return chart(data, mime, rendererMime);
  if (mime in PICTURE_ENDINGS) return picture(data, mime);
  switch (mime) {
    case HTML_MIME: {
      const html = sanitize(text);
      return showsSomething(html) ? `<div class="html">${html}</div>` : undefined;
    }
    case MARKDOWN_MIME:
      return `<div class="text">${markdownToHtml(text)}</div>`;
    case LATEX_MIME:
      return `<div class="text">${markdownToHtml(/^\s*\$/.test(text) ? text : `$$\n${text}\n$$`)}</div>`;
    case JSON_MIME:
      return preformatted('json', texts.output, highlight(JSON.stringify(data[mime], undefined, 2), 'json'));
    case TEXT_MIME:
      return preformatted('plain', texts.output, ansiToHtml(text));
    default:
      return undefined;
  }
}

function display(data: MimeBundle, texts: Texts): string {
  for (const mime of representations(data, PAGE_ORDER)) {
    const html = representation(data, mime, texts);
    if (html !== undefined) return html;
  }
  return preformatted('plain', texts.output, escapeHtml(`[${Object.keys(data).join(', ')}]`));
}

function error({ name, message, traceback }: ErrorOutput, texts: Texts): string {
  const shown = traceback.trim() === '' ? `${name}: ${message}` : traceback;
  return preformatted('error', texts.errorOutput, ansiToHtml(shown));
}

/** An output as HTML: of several representations the richest that shows something. */
export function outputToHtml(output: ShownOutput, texts: Texts): string {
  switch (output.type) {
    case 'stream':
      return preformatted(output.name, texts.output, ansiToHtml(output.text.replace(/\n$/, '')));
    case 'display':
      return display(output.data, texts);
    case 'error':
      return error(output, texts);
  }
}
