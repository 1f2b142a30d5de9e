/** The plugin of VS Code's TypeScript server that knows our cells: its name in package.json and in `configurePlugin`. */
export const TYPESCRIPT_PLUGIN = 'normscope-typescript-plugin';

/** The TypeScript and JavaScript cells of a notebook. */
export interface NotebookCells {
  /** Where relative imports start. */
  readonly folder: string;
  /** The names of the cells' texts in the TypeScript server, from the first cell to the last. */
  readonly cells: readonly string[];
  /** What cells in other languages assign to: they share tensors and modules with these. */
  readonly namesFromOthers: readonly string[];
}

/** What the extension tells the plugin, each time all of it. */
export interface TypeScriptPluginConfiguration {
  /** The folder of the declarations that scripts/cellTypes.mjs makes. */
  readonly typesFolder: string;
  /** Said where a name cannot be renamed, in the user's language. */
  readonly cannotRename: string;
  readonly notebooks: readonly NotebookCells[];
}
