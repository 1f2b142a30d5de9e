/** A cell that cannot be run as it stands, found before anything of it has run. */
export class CellSyntaxError extends SyntaxError {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 0; undefined where the place is the whole line. */
  readonly column: number | undefined;

  constructor(message: string, line: number, column?: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** A cell assigns to a name that it or an earlier cell declared with `const` or imported. */
export class ConstantAssignmentError extends TypeError {
  readonly line: number;

  constructor(name: string, line: number) {
    super(`Assignment to constant variable '${name}'. Declare it with let, or declare it again.`);
    this.line = line;
  }
}

interface ParserError extends Error {
  readonly loc: { readonly line: number; readonly column: number };
}

function isParserError(error: unknown): error is ParserError {
  return error instanceof Error && typeof (error as Partial<ParserError>).loc?.line === 'number';
}

/** A parser's error as a {@link CellSyntaxError}; anything else as it is. */
export function toCellError(error: unknown, columnsFromZero: boolean): unknown {
  if (!isParserError(error)) return error;
  const message = error.message.replace(/^Error transforming [^:]*: /, '').replace(/\s*\(\d+:\d+\)$/, '');
  return new CellSyntaxError(message, error.loc.line, error.loc.column - (columnsFromZero ? 0 : 1));
}
