import type { DType } from '../dtype.ts';
import { fromElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';

export interface CsvOptions {
  /** Default: whichever of comma, semicolon and tab the first line has most of. */
  readonly separator?: string;
  /** Default: float32. */
  readonly dtype?: DType;
}

/** A table of numbers: rows×columns, and the columns' names where the first line has some. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly data: Tensor;
}

function separatorOf(line: string): string {
  const candidates = [',', ';', '\t'];
  const count = (separator: string): number => line.split(separator).length;
  return candidates.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
}

/** The cells of a line; quotes may enclose a separator, doubled quotes are one. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i]!;
    if (letter === '"') {
      if (quoted && line[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = !quoted;
    } else if (letter === separator && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  if (quoted) throw new ValueError('a quoted cell does not end on its line');
  return [...cells, cell.trim()];
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A cell as a number: empty, `nan` and `NA` are NaN, `inf` is ∞; undefined where it is none. */
function numberOf(cell: string): number | undefined {
  if (NUMBER.test(cell)) return Number(cell);
  const word = cell.toLowerCase();
  if (['', 'nan', 'na', 'null'].includes(word)) return NaN;
  const infinite = /^([+-]?)inf(inity)?$/.exec(word);
  return infinite === null ? undefined : infinite[1] === '-' ? -Infinity : Infinity;
}

/**
 * The numbers of a `.csv` file. The first line is taken for names where not all of it are numbers; empty lines are
 * left out. Throws ValueError, with the line, for a cell that is no number or a row of another length.
 */
export function loadCsv(text: string, options: CsvOptions = {}): CsvTable {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((content, index) => ({ content, number: index + 1 }))
    .filter(({ content }) => content.trim() !== '');
  const [first] = lines;
  if (first === undefined) throw new ValueError('the CSV file is empty');
  const separator = options.separator ?? separatorOf(first.content);
  const rows = lines.map(({ content, number }) => {
    try {
      return { cells: cellsOf(content, separator), number };
    } catch (error) {
      throw new ValueError(`line ${number}: ${(error as Error).message}`);
    }
  });
  const names = rows[0]!.cells;
  const hasNames = names.some((cell) => numberOf(cell) === undefined);
  const body = hasNames ? rows.slice(1) : rows;
  const values = new Float64Array(body.length * names.length);
  body.forEach(({ cells, number }, row) => {
    if (cells.length !== names.length) {
      throw new ValueError(`line ${number} has ${cells.length} cells, but the first line has ${names.length}`);
    }
    cells.forEach((cell, column) => {
      const value = numberOf(cell);
      if (value === undefined) {
        throw new ValueError(
          `line ${number}, column ${column + 1}: '${cell.slice(0, 40)}' is no number; take the column out or encode it as numbers`,
        );
      }
      values[row * names.length + column] = value;
    });
  });
  return {
    columns: hasNames ? names : names.map((_, index) => String(index)),
    data: fromElements(values, [body.length, names.length], options.dtype ?? 'float32'),
  };
}
