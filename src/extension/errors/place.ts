/** Where a cell failed. */
export interface ErrorPlace {
  /** The number of the cell's run, as in `In[3]`. */
  readonly executionCount: number;
  /** Counted from 0. */
  readonly line: number;
  /** The line as it was, without the spaces around it; undefined where the traceback does not quote it. */
  readonly quoted: string | undefined;
}

/** A line such as `Cell In[3], line 5, in f`; Python indents it. */
const FRAME = /^(?<indentation> *)Cell In\[(?<count>\d+)\], line (?<line>\d+)/;

/** The places within cells that a traceback names, the innermost first: Python's is the last, JavaScript's the first. */
export function errorPlaces(traceback: string): ErrorPlace[] {
  const lines = traceback.split('\n');
  const frames = lines.flatMap((text, index) => {
    const groups = FRAME.exec(text)?.groups;
    return groups === undefined ? [] : [{ index, groups }];
  });
  const isPython = frames[0]?.groups.indentation !== '';
  const places = frames.map(({ index, groups }) => {
    const quoted = isPython ? lines[index + 1] : quotedByArrow(lines.slice(index + 1, frames[1]?.index));
    return { executionCount: Number(groups.count), line: Number(groups.line) - 1, quoted: quoted?.trim() };
  });
  return isPython ? places.reverse() : places;
}

/** JavaScript's tracebacks quote the lines around the innermost place, with an arrow. */
function quotedByArrow(lines: readonly string[]): string | undefined {
  const arrow = /^----> +\d+ ?(?<code>.*)$/;
  return lines.map((text) => arrow.exec(text)?.groups?.code).find((code) => code !== undefined);
}

/** The first line of an error's message with what Python adds to it in a traceback: the name that may have been meant. */
export function messageIn(traceback: string, name: string, message: string): string {
  const [firstLine = ''] = message.split('\n');
  const start = traceback.lastIndexOf(`${name}: ${firstLine}`);
  return start < 0 ? firstLine : (traceback.slice(start + name.length + 2).split('\n')[0] ?? firstLine);
}
