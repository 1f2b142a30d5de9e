// What editors know of TypeScript cells' names, in dist/cellTypes: declarations of everything that src/kernel/cellNames.ts
// exports, a file that makes them global, and Node's own.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { NOT_FOR_CELLS } from '../src/kernel/session.ts';

/** Where `tsc -b` writes declarations. */
const DECLARATIONS = path.resolve('dist', 'types');
const ENTRY = path.join(DECLARATIONS, 'kernel', 'cellNames.d.ts');
const TARGET = path.resolve('dist', 'cellTypes');

/** As `tsc -b src/kernel`: does nothing where that has been done. */
function buildDeclarations() {
  const host = ts.createSolutionBuilderHost(ts.sys);
  ts.createSolutionBuilder(host, ['src/kernel'], {}).build();
}

/** The declarations that cells' names need; what comes from libraries is left out, and `any` in an editor. */
function readDeclarations() {
  const options = {
    allowImportingTsExtensions: true,
    noEmit: true,
    noLib: true,
    types: [],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, containingFile) =>
    literals.map(({ text }) =>
      text.startsWith('.') ? ts.resolveModuleName(text, containingFile, options, host) : { resolvedModule: undefined },
    );
  return ts.createProgram([ENTRY], options, host);
}

/** What cells have: it stands for a type, too, where it is one. */
function symbolsForCells(program) {
  const checker = program.getTypeChecker();
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(ENTRY)))
    .filter(({ name }) => !NOT_FOR_CELLS.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The docstring of `export * as name`, which TypeScript itself does not take for one. */
function namespaceComment({ declarations: [declaration] }) {
  if (!ts.isNamespaceExport(declaration)) return '';
  const { text } = declaration.getSourceFile();
  const [comment] = ts.getLeadingCommentRanges(text, declaration.parent.pos) ?? [];
  return comment === undefined ? '' : `  ${text.slice(comment.pos, comment.end)}\n`;
}

function globalsOf(symbols) {
  const lines = symbols.map((symbol) => {
    const { name } = symbol;
    return `${namespaceComment(symbol)}  export import ${name} = cells.${name};\n`;
  });
  return `import * as cells from './kernel/cellNames.ts';\ndeclare global {\n${lines.join('')}}\n`;
}

async function copyDeclarations(library) {
  const from = path.join('node_modules', library);
  const filter = (file) => !/[/\\]ts\d[^/\\]*$/.test(file) && (/LICENSE$|\.d\.ts$/.test(file) || !path.extname(file));
  await cp(from, path.join(TARGET, path.basename(library)), { recursive: true, dereference: true, filter });
}

export async function buildCellTypes() {
  buildDeclarations();
  const program = readDeclarations();
  await rm(TARGET, { recursive: true, force: true });
  for (const { fileName, text } of program.getSourceFiles()) {
    const file = path.join(TARGET, path.relative(DECLARATIONS, fileName));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await writeFile(path.join(TARGET, 'globals.d.ts'), globalsOf(symbolsForCells(program)));
  await copyDeclarations('@types/node');
  await copyDeclarations('undici-types');
}
