import type ts from 'typescript';
import type { Cells } from './cells.ts';

/** TypeScript's numbers of the messages that are not as the kernel sees it. */
const USED_BEFORE_DECLARATION = new Set([2448, 2449, 2450]);
const ASSIGNED_TO_IMPORT = 2632;
const ASSIGNED_TO_CONSTANT = 2588;
const MAY_HAVE_FEWER_ELEMENTS = 2620;

/** What of `diagnostics` is about the user's own text and true of a notebook. */
export function cellDiagnostics<Found extends ts.Diagnostic>(
  cells: Cells,
  cell: string,
  diagnostics: readonly Found[],
): Found[] {
  return diagnostics.flatMap((diagnostic) => {
    const { start = 0, length = 0, code } = diagnostic;
    if (!cells.holds(cell, { start, length }) || isAboutMissingTypes(diagnostic)) return [];
    if (hasReason(diagnostic.messageText, MAY_HAVE_FEWER_ELEMENTS)) return [];
    const name = diagnostic.file?.text.slice(start, start + length) ?? '';
    // The declaration of another cell is what it is then: `const x = x.relu()`.
    if (USED_BEFORE_DECLARATION.has(code) && cells.isDeclaredAbove(cell, name)) return [];
    return code === ASSIGNED_TO_IMPORT
      ? assignedToImport(cells, cell, name, diagnostic)
      : [withOwnRelated(cells, diagnostic)];
  });
}

/** Values without a type are no fault, and their suggested types no help. Unused names and code that is never reached are. */
function isAboutMissingTypes({ code, reportsUnnecessary }: ts.Diagnostic): boolean {
  return code >= 7000 && code < 8000 && reportsUnnecessary === undefined;
}

/** Whether `code` is among the reasons that a message gives. */
function hasReason(message: string | ts.DiagnosticMessageChain, code: number): boolean {
  if (typeof message === 'string') return false;
  return message.code === code || message.next?.some((reason) => hasReason(reason, code)) === true;
}

/** A cell may assign to another cell's variable, and to a name that the kernel provides. */
function assignedToImport<Found extends ts.Diagnostic>(
  cells: Cells,
  cell: string,
  name: string,
  diagnostic: Found,
): Found[] {
  const module = cells.module(cell);
  const declared = module?.names.get(name) ?? module?.origins.get(name);
  if (declared?.isConstant !== true) return [];
  const messageText = `Assignment to constant variable '${name}'. Declare it with let, or declare it again.`;
  return [{ ...diagnostic, code: ASSIGNED_TO_CONSTANT, messageText }];
}

/** Without what is said of the text that was added to a cell. */
function withOwnRelated<Found extends ts.Diagnostic>(cells: Cells, diagnostic: Found): Found {
  const { relatedInformation } = diagnostic;
  if (relatedInformation === undefined) return diagnostic;
  const own = relatedInformation.filter(
    ({ file, start = 0, length = 0 }) =>
      file === undefined || !cells.has(file.fileName) || cells.holds(file.fileName, { start, length }),
  );
  return { ...diagnostic, relatedInformation: own };
}
