export { exportHtml, type PageOptions } from './html/page.ts';
export { exportMarkdown, type MarkdownExport } from './markdown.ts';
export type { Cell, CodeCell, MarkdownCell, Notebook, RawCell } from './notebook.ts';
export { fromNotebookFile } from './notebookFile.ts';
export { type Pictures, readPictures } from './pictures.ts';
export { type KeptOutputs, withoutOutputs } from './savedOutputs.ts';
export { exportScript, type ScriptExport } from './script.ts';
export { TEXT_LANGUAGES, type TextLanguage, textLanguage } from './texts.ts';
