import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import javascript from 'highlight.js/lib/languages/javascript';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { escapeHtml } from './escape.ts';

const highlighter = hljs.newInstance();
for (const [name, definition] of Object.entries({ bash, json, javascript, python, typescript, xml })) {
  highlighter.registerLanguage(name, definition);
}

/** The grammar for TypeScript lets a class's name end at a digit: the rest of `BatchNorm1d` belongs to it. */
function wholeClassNames(html: string): string {
  return html.replace(/(<span class="hljs-title class_">[^<]*)<\/span>(\w+)/g, '$1$2</span>');
}

/** Code as HTML, with classes for its colours where the language is one that we know, by any of its usual names. */
export function highlight(code: string, language: string): string {
  if (highlighter.getLanguage(language) === undefined) return escapeHtml(code);
  return wholeClassNames(highlighter.highlight(code, { language, ignoreIllegals: true }).value);
}
