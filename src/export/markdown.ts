import { HTML_MIME, JSON_MIME, MARKDOWN_MIME, type MimeBundle } from '../protocol/mime.ts';
import type { ShownOutput } from '../protocol/output.ts';
import { sanitize } from './html/sanitize.ts';
import type { Cell, CodeCell, MarkdownCell, Notebook } from './notebook.ts';
import {
  alternativeText,
  LATEX_MIME,
  PICTURE_ENDINGS,
  pictureBytes,
  representations,
  representationText,
  TEXT_ORDER,
} from './representation.ts';
import { mergeStreams, plainTerminalText } from './terminal.ts';

export interface MarkdownExport {
  readonly text: string;
  /** Pictures that the text shows, by their paths as seen from the text's file. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Text between fences; they are longer than any run of backticks within it. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text.replace(/\n$/, '')}\n${mark}`;
}

/** `text` in the place of a picture's description, where brackets would end it. */
function description(text: string): string {
  return text.replace(/[[\]\\]/g, String.raw`\$&`);
}

/** Turns a notebook's cells into Markdown, and collects the pictures on the way. */
class MarkdownWriter {
  readonly files = new Map<string, Uint8Array>();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  cell(cell: Cell, number: number): string {
    switch (cell.kind) {
      case 'markdown':
        return this.#withAttachments(cell, number);
      case 'raw':
        return fence('text', cell.source);
      case 'code':
        return this.#code(cell, number);
    }
  }

  #code(cell: CodeCell, number: number): string {
    const outputs = mergeStreams(cell.outputs).map((output, index) => this.#output(output, `${number}-${index + 1}`));
    const code = cell.source.trim() === '' ? [] : [fence(cell.language, cell.source)];
    return [...code, ...outputs].join('\n\n');
  }

  #output(output: ShownOutput, name: string): string {
    switch (output.type) {
      case 'stream':
        return fence('text', plainTerminalText(output.text));
      case 'error': {
        const { name: kind, message, traceback } = output;
        return fence('text', plainTerminalText(traceback.trim() === '' ? `${kind}: ${message}` : traceback));
      }
      case 'display':
        return this.#display(output.data, name);
    }
  }

  #display(data: MimeBundle, name: string): string {
    const [mime] = representations(data, TEXT_ORDER);
    if (mime === undefined) return fence('text', `[${Object.keys(data).join(', ')}]`);
    const text = representationText(data[mime]);
    const ending = PICTURE_ENDINGS[mime];
    if (ending !== undefined) {
      const link = this.#addFile(`${name}.${ending}`, pictureBytes(mime, text));
      return `![${description(alternativeText(data))}](${link})`;
    }
    switch (mime) {
      case MARKDOWN_MIME:
        return text;
      case LATEX_MIME:
        return /^\s*\$/.test(text) ? text : `$$\n${text}\n$$`;
      case HTML_MIME:
        return sanitize(text).replace(/\n\s*\n/g, '\n');
      case JSON_MIME:
        return fence('json', JSON.stringify(data[mime], undefined, 2));
      default:
        return fence('text', plainTerminalText(text));
    }
  }

  /** What a cell carries with it becomes files too; all else in it stays as it is. */
  #withAttachments({ source, attachments = {} }: MarkdownCell, number: number): string {
    let text = source;
    for (const [name, representations] of Object.entries(attachments)) {
      const [file] = Object.entries(representations);
      if (file === undefined) continue;
      const safeName = name.replace(/[^\p{L}\p{N}._-]/gu, '_').replace(/^\.+/, '');
      const link = this.#addFile(`${number}-${safeName}`, pictureBytes(...file));
      for (const written of [name, encodeURI(name)]) text = text.replaceAll(`attachment:${written}`, link);
    }
    return text;
  }

  /** Returns the link to the file. */
  #addFile(name: string, content: Uint8Array): string {
    const file = `${this.#folder}/${name}`;
    this.files.set(file, content);
    return file
      .split('/')
      .map(encodeURIComponent)
      .join('/')
      .replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
  }
}

/**
 * The notebook as Markdown: its text unchanged, code in fences, outputs as text, pictures as files beside it, in a
 * folder named after `fileName`, that of the Markdown file without its ending.
 */
export function exportMarkdown(notebook: Notebook, fileName: string): MarkdownExport {
  const writer = new MarkdownWriter(`${fileName}_files`);
  const parts = notebook.cells.map((cell, index) => writer.cell(cell, index + 1)).filter((part) => part !== '');
  return { text: `${parts.join('\n\n')}\n`, files: writer.files };
}
