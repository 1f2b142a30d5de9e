import * as vscode from 'vscode';
import type * as Markdown from '../markdown/index.ts';
import type { MarkdownCell, MarkdownDocument, MarkdownLayout, WrittenCell } from '../markdown/index.ts';
import { loadBuilt } from './builtModules.ts';
import { openFailedAsText } from './failedNotebooks.ts';
import { MARKDOWN_TYPE } from './notebookMetadata.ts';

/** What a cell of a Markdown notebook knows of the file. */
interface CellMetadata {
  readonly isFrontMatter?: boolean;
  readonly written?: WrittenCell | undefined;
}

/** What such a notebook knows of it. */
interface NotebookMetadata {
  readonly layout?: MarkdownLayout;
}

/** A Markdown document as VS Code's notebooks are. */
export function toNotebookData({ cells, layout }: MarkdownDocument): vscode.NotebookData {
  const data = new vscode.NotebookData(
    cells.map(({ kind, language, source, written }) => {
      const cellKind = kind === 'markdown' ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code;
      const cell = new vscode.NotebookCellData(cellKind, source, language);
      cell.metadata = { written, ...(kind === 'frontMatter' ? { isFrontMatter: true } : {}) } satisfies CellMetadata;
      return cell;
    }),
  );
  data.metadata = { layout } satisfies NotebookMetadata;
  return data;
}

/** The document that is in a notebook; `newLayout`: of one that was never a Markdown file. */
export function toMarkdownDocument(
  { cells, metadata }: Pick<vscode.NotebookData, 'cells' | 'metadata'>,
  newLayout: MarkdownLayout,
): MarkdownDocument {
  const { layout } = (metadata ?? {}) as NotebookMetadata;
  return { cells: cells.map(toMarkdownCell), layout: layout ?? newLayout };
}

function toMarkdownCell({ kind, languageId, value, metadata }: vscode.NotebookCellData): MarkdownCell {
  const { isFrontMatter = false, written } = (metadata ?? {}) as CellMetadata;
  const isText = kind === vscode.NotebookCellKind.Markup;
  return {
    kind: isText ? 'markdown' : isFrontMatter ? 'frontMatter' : 'code',
    language: isText ? 'markdown' : languageId,
    source: value,
    written,
  };
}

/**
 * Opens Markdown files as notebooks and saves them: outputs stay in the window. A file that is not text in UTF-8 opens in
 * a text editor, with the reason: its bytes could not be written back.
 */
export function registerMarkdownNotebooks(extension: vscode.Uri): vscode.Disposable {
  let loaded: Promise<typeof Markdown> | undefined;
  const markdown = (): Promise<typeof Markdown> => (loaded ??= loadBuilt(extension, 'markdown.js'));
  const serializer: vscode.NotebookSerializer = {
    deserializeNotebook: async (content) => {
      const text = textOf(content);
      if (text !== undefined) return toNotebookData((await markdown()).parseMarkdown(text));
      const reason = vscode.l10n.t('This file is not text in UTF-8, so it cannot be opened as a notebook.');
      void vscode.window.showErrorMessage(reason);
      setTimeout(() => void openFailedAsText(MARKDOWN_TYPE), 0);
      throw new Error(reason);
    },
    serializeNotebook: async (data) => {
      const { NEW_LAYOUT, writeMarkdown } = await markdown();
      return new TextEncoder().encode(writeMarkdown(toMarkdownDocument(data, NEW_LAYOUT)));
    },
  };
  return vscode.workspace.registerNotebookSerializer(MARKDOWN_TYPE, serializer, { transientOutputs: true });
}

/** The text in a file; undefined where it is none, and so could not be written back. */
function textOf(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}
