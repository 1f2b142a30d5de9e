import katexPlugin, { type MarkdownKatexOptions } from '@vscode/markdown-it-katex';
import MarkdownIt, { type MarkdownIt as MarkdownParser } from 'markdown-it';
import type { Attachments } from '../notebook.ts';
import type { Pictures } from '../pictures.ts';
import { dataUrl, pictureBytes } from '../representation.ts';
import { highlight } from './highlight.ts';
import { type FindPicture, sanitize } from './sanitize.ts';

/** Marks a formula's place while the text around it is sanitized; such characters are in no text. */
const OPEN = '\uE000';
const CLOSE = '\uE001';

/** Formulas as MathML, which browsers draw by themselves: fonts and styles for HTML would be half a megabyte. */
const FORMULAS: MarkdownKatexOptions & { readonly output: 'mathml' } = {
  enableFencedBlocks: true,
  output: 'mathml',
  throwOnError: false,
};

/** Node gives the whole CommonJS module in place of what it exports by default. */
const withFormulas = (katexPlugin as { readonly default?: typeof katexPlugin }).default ?? katexPlugin;

/** `1. The data` is `#1-the-data`, as in VS Code's links to headings. */
function slug(heading: string): string {
  return encodeURIComponent(
    heading
      .trim()
      .toLowerCase()
      .replace(/\s+/g, '-')
      .replace(/[^\p{L}\p{N}_-]/gu, ''),
  );
}

function createParser(formulas: string[]): MarkdownParser {
  const parser = new MarkdownIt({ html: true, linkify: true, highlight });
  parser.use(withFormulas, FORMULAS);
  const rules = parser.renderer.rules;
  for (const name of ['math_inline', 'math_inline_block', 'math_inline_bare_block', 'math_block']) {
    const draw = rules[name];
    if (draw === undefined) continue;
    rules[name] = (...args) => `${OPEN}${formulas.push(draw(...args)) - 1}${CLOSE}`;
  }
  rules.heading_open = (tokens, index, options, _, self) => {
    const [token, inline] = tokens.slice(index, index + 2);
    token?.attrSet('id', slug(inline?.content ?? ''));
    return self.renderToken(tokens, index, options);
  };
  // A script in an address is sanitized away; pictures in an address are to stay.
  parser.validateLink = (url) => !/^\s*(?:javascript|vbscript|file):/i.test(url);
  return parser;
}

/** The `data:` address of a picture that a cell carries with it, which is written `attachment:NAME`. */
function attachedPicture(address: string, attachments: Attachments): string | undefined {
  const name = /^attachment:(.*)$/.exec(address)?.[1];
  if (name === undefined) return undefined;
  const found = Object.entries(attachments).find(([key]) => key === name || encodeURI(key) === name);
  const [file] = Object.entries(found?.[1] ?? {});
  if (file === undefined) return undefined;
  const [mime, content] = file;
  return dataUrl(mime, pictureBytes(mime, content));
}

/** A notebook's Markdown as HTML that runs and loads nothing, with formulas drawn and code in colours. */
export function markdownToHtml(source: string, attachments: Attachments = {}, pictures?: Pictures): string {
  const formulas: string[] = [];
  const html = createParser(formulas).render(source.replaceAll(OPEN, '').replaceAll(CLOSE, ''));
  const find: FindPicture = (address) => attachedPicture(address, attachments) ?? pictures?.get(address);
  return sanitize(html, find).replace(
    new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g'),
    (_, index: string) => formulas[Number(index)] ?? '',
  );
}

/** The addresses of the pictures that Markdown would have to fetch from somewhere. */
export function pictureAddresses(source: string): string[] {
  const addresses: string[] = [];
  sanitize(createParser([]).render(source), (address) => {
    addresses.push(address);
    return undefined;
  });
  return addresses;
}
