import { transform } from 'sucrase';
import type { Language } from '../../../protocol/languages.ts';
import { toCellError } from './cellErrors.ts';
import { rewrite } from './rewrite.ts';
import type { NotebookScope } from './scope.ts';

/** TypeScript without its types, every line where it was. */
export function stripTypes(code: string): string {
  try {
    return transform(code, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true }).code;
  } catch (error) {
    throw toCellError(error, false);
  }
}

/**
 * The source of an async function that runs a cell: see {@link rewrite}. Throws CellSyntaxError where the cell cannot
 * be parsed, ConstantAssignmentError where it assigns to a constant.
 */
export function compileCell(code: string, language: Language, scope: NotebookScope): string {
  const withoutHashbang = code.replace(/^#!/, '//');
  const javascript = language === 'typescript' ? stripTypes(withoutHashbang) : withoutHashbang;
  try {
    return rewrite(javascript, scope);
  } catch (error) {
    throw toCellError(error, true);
  }
}
