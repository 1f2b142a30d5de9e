import { languageFacts } from '../languages.ts';
import { type Cell, type CodeCell, type Notebook, titleOf } from '../notebook.ts';
import type { Pictures } from '../pictures.ts';
import { mergeStreams } from '../terminal.ts';
import { fill, type TextLanguage, type Texts, textsIn } from '../texts.ts';
import { escapeHtml } from './escape.ts';
import { highlight } from './highlight.ts';
import { markdownToHtml } from './markdown.ts';
import { outputToHtml } from './output.ts';
import { themeStyle } from './theme.ts';

export interface PageOptions {
  /** The script that draws the charts: `dist/page.js`. */
  readonly script: string;
  /** The page's style: `dist/page.css`. */
  readonly style: string;
  /** Pictures from files, which the page is to hold: see `readPictures`. */
  readonly pictures?: Pictures;
  /** Of the page's own texts. Default: `en`. */
  readonly lang?: TextLanguage;
}

/** The script runs by its hash and nothing else does; nothing is loaded, from anywhere. */
async function contentSecurityPolicy(script: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
  return [
    "default-src 'none'",
    `script-src 'sha256-${Buffer.from(hash).toString('base64')}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** A script as it can stand in a page, where the parser looks for its end and for comments. */
function embeddable(script: string): string {
  const text = script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n').replaceAll('\r\n', '\n');
  if (/<\/script|<!--/i.test(text)) throw new Error('the script of the page cannot be embedded: it closes its element');
  return text;
}

function codeCell(cell: CodeCell, showsLanguage: boolean, texts: Texts): string {
  const { title } = languageFacts(cell.language);
  const count = cell.executionCount;
  const number =
    count === undefined
      ? ''
      : `<span class="count" aria-label="${escapeHtml(fill(texts.executionCount, { count }))}">[${count}]</span>`;
  const language = showsLanguage ? `<span class="language">${escapeHtml(title)}</span>` : '';
  const label = escapeHtml(fill(texts.input, { language: title }));
  const code = highlight(cell.source, cell.language);
  const input =
    cell.source.trim() === ''
      ? ''
      : `<div class="input">${number}<pre tabindex="0" role="group" aria-label="${label}"><code>${code}</code></pre>${language}</div>`;
  const outputs = mergeStreams(cell.outputs).map(
    (output) => `<div class="output">${outputToHtml(output, texts)}</div>`,
  );
  return [input, ...outputs].join('\n');
}

function cellToHtml(cell: Cell, showsLanguage: boolean, texts: Texts, pictures: Pictures | undefined): string {
  switch (cell.kind) {
    case 'markdown':
      return `<section class="text">${markdownToHtml(cell.source, cell.attachments, pictures)}</section>`;
    case 'raw':
      return `<section class="raw"><pre>${escapeHtml(cell.source)}</pre></section>`;
    case 'code':
      return `<section class="code">${codeCell(cell, showsLanguage, texts)}</section>`;
  }
}

/**
 * The notebook as one HTML file that needs nothing else: text, code in colours, outputs, and charts that answer to the
 * pointer. What it shows is data: its Content-Security-Policy runs no script but `options.script`.
 */
export async function exportHtml(notebook: Notebook, options: PageOptions): Promise<string> {
  const lang = options.lang ?? 'en';
  const texts = textsIn(lang);
  const languages = new Set(notebook.cells.flatMap((cell) => (cell.kind === 'code' ? [cell.language] : [])));
  const script = embeddable(options.script);
  const cells = notebook.cells.map((cell) => cellToHtml(cell, languages.size > 1, texts, options.pictures));
  return `<!doctype html>
<html lang="${lang === 'zh-cn' ? 'zh-CN' : lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${await contentSecurityPolicy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Normscope">
<title>${escapeHtml(titleOf(notebook))}</title>
<style>
${themeStyle()}
${options.style.trim()}
</style>
</head>
<body class="vscode-light">
<main>
${cells.join('\n')}
</main>
<footer>${escapeHtml(fill(texts.exportedFrom, { name: notebook.name }))}</footer>
<script>${script}</script>
</body>
</html>
`;
}
