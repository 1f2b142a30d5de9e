import type * as vscode from 'vscode';

/** The type of notebook behind `.ipynb` files, whose serializer is VS Code's own. */
export const NOTEBOOK_TYPE = 'jupyter-notebook';

/** The type of notebook that Markdown files open as. */
export const MARKDOWN_TYPE = 'normscope-markdown';

const KERNEL_NAME = 'normscope';

/** What an `.ipynb` file says of itself so that this kernel, and no other, is taken for it. */
export const NOTEBOOK_METADATA = {
  metadata: {
    kernelspec: { display_name: 'Normscope', language: 'typescript', name: KERNEL_NAME },
    language_info: { name: 'typescript' },
  },
  nbformat: 4,
  nbformat_minor: 5,
} as const;

interface FileMetadata {
  readonly metadata?: { readonly kernelspec?: { readonly name?: unknown } };
}

/** Whether the notebook was written for this kernel, or no other could run it. */
export function isOurs(notebook: vscode.NotebookDocument): boolean {
  if (notebook.notebookType === MARKDOWN_TYPE) return true;
  return (
    notebook.notebookType === NOTEBOOK_TYPE &&
    (notebook.metadata as FileMetadata).metadata?.kernelspec?.name === KERNEL_NAME
  );
}
