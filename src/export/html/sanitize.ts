import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html';
import type { Attachments } from '../notebook.ts';
import { dataUrl } from '../representation.ts';

const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i;

/** Words, numbers, colours: no function but those of colours, so nothing that loads. */
const PLAIN_VALUE = [/^(?:[\w\s.,%#!+-]|(?:rgb|hsl)a?\([\d\s.,%/]*\))*$/i];

const STYLES = [
  ...['color', 'background', 'background-color', 'font-family', 'font-size', 'font-style', 'font-weight'],
  ...['text-align', 'text-decoration', 'vertical-align', 'white-space', 'line-height'],
  ...['width', 'max-width', 'min-width', 'height', 'max-height', 'margin', 'margin-left', 'margin-right'],
  ...['margin-top', 'margin-bottom', 'padding', 'padding-left', 'padding-right', 'padding-top', 'padding-bottom'],
  ...['border', 'border-left', 'border-right', 'border-top', 'border-bottom', 'border-radius', 'border-collapse'],
];

/** A picture that the page does not hold would have to be fetched: it becomes a link, for the reader to decide. */
function picture(attributes: Attributes, attachments: Attachments): Tag {
  const source = attributes.src ?? '';
  const attached = /^attachment:(.*)$/.exec(source)?.[1];
  if (attached !== undefined) {
    const [file] = Object.entries(attachments[decodeURIComponent(attached)] ?? {});
    if (file !== undefined) return { tagName: 'img', attribs: { ...attributes, src: dataUrl(...file) } };
  }
  if (PICTURE.test(source)) return { tagName: 'img', attribs: attributes };
  return { tagName: 'a', attribs: { href: source }, text: attributes.alt ?? source };
}

/** Private characters mark places in text alone: see `markdown.ts`. */
function withoutMarks(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).map(([name, value]) => [name, value.replace(/\p{Co}/gu, '')] as const);
  return Object.fromEntries(entries);
}

function options(attachments: Attachments): IOptions {
  return {
    allowedTags: [
      ...sanitizeHtml.defaults.allowedTags,
      'img',
      'del',
      'ins',
      'details',
      'summary',
      'center',
      'progress',
    ],
    allowedAttributes: {
      '*': ['align', 'aria-label', 'class', 'dir', 'id', 'lang', 'role', 'style', 'title'],
      a: ['href', 'rel'],
      details: ['open'],
      img: ['src', 'alt', 'width', 'height'],
      ol: ['start', 'type'],
      progress: ['max', 'value'],
      td: ['colspan', 'rowspan', 'valign'],
      th: ['colspan', 'rowspan', 'scope', 'valign'],
    },
    allowedClasses: { '*': ['hljs', 'hljs-*', 'language-*', 'dataframe', 'function_', 'class_', 'inherited__'] },
    allowedStyles: { '*': Object.fromEntries(STYLES.map((property) => [property, PLAIN_VALUE])) },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    transformTags: {
      img: (_, attributes) => picture(attributes, attachments),
      a: (tagName, attributes) => ({ tagName, attribs: { ...attributes, rel: 'noopener noreferrer' } }),
      '*': (tagName, attributes) => ({ tagName, attribs: withoutMarks(attributes) }),
    },
  };
}

/**
 * HTML from a notebook, which anybody may have written: what shows something stays, whatever runs, loads or leaves its
 * place goes. Pictures named `attachment:NAME` are taken from `attachments`.
 */
export function sanitize(html: string, attachments: Attachments = {}): string {
  return sanitizeHtml(html, options(attachments));
}

/** Whether a reader would see something of sanitized HTML. */
export function showsSomething(html: string): boolean {
  return /<(?:img|hr|progress)\b/.test(html) || sanitizeHtml(html, { allowedTags: [] }).trim() !== '';
}
