import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html';

/** What a link leads to learns nothing of the page. */
const REL = 'noopener noreferrer';

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

/** Gives the `data:` address of a picture that the page can hold, by the address that the notebook gives it. */
export type FindPicture = (address: string) => string | undefined;

/** A picture that the page does not hold would have to be fetched: it becomes a link, for the reader to decide. */
function picture(attributes: Attributes, find: FindPicture): Tag {
  const address = attributes.src ?? '';
  const src = PICTURE.test(address) ? address : find(address);
  if (src !== undefined) return { tagName: 'img', attribs: { ...attributes, src } };
  return { tagName: 'a', attribs: { href: address, rel: REL }, text: attributes.alt ?? address };
}

/** Private characters mark places in text alone: see `markdown.ts`. */
function withoutMarks(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).map(([name, value]) => [name, value.replace(/\p{Co}/gu, '')] as const);
  return Object.fromEntries(entries);
}

function options(find: FindPicture): IOptions {
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
      img: (_, attributes) => picture(attributes, find),
      a: (tagName, attributes) => ({ tagName, attribs: { ...attributes, rel: REL } }),
      '*': (tagName, attributes) => ({ tagName, attribs: withoutMarks(attributes) }),
    },
  };
}

/**
 * HTML from a notebook, which anybody may have written: what shows something stays, whatever runs, loads or leaves its
 * place goes. `find` gives pictures that are not in the HTML itself.
 */
export function sanitize(html: string, find: FindPicture = () => undefined): string {
  return sanitizeHtml(html, options(find));
}

/** Whether a reader would see something of sanitized HTML. */
export function showsSomething(html: string): boolean {
  return /<(?:img|hr|progress)\b/.test(html) || sanitizeHtml(html, { allowedTags: [] }).trim() !== '';
}
