import type { Language } from '../../protocol/languages.ts';
import type { VariablePath } from '../../protocol/variables.ts';

/** Where in a line an expression stands. */
export interface FoundPath {
  readonly path: VariablePath;
  readonly start: number;
  readonly end: number;
}

/** A name and what is read from it: fields and numbered elements. Nothing that calls. */
const PATH = /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\s*(?:\?\.|\.)\s*[\p{ID_Start}$_][\p{ID_Continue}$]*|\[\d+\])*/gu;
const STEP = /(?:\?\.|\.)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)|\[\d+\]/gu;

/** What the name at a place in a line of code stands for, with all before it: at `weight` in `layer.weight.sum()`, `layer.weight`. */
export function pathAt(line: string, character: number, language: Language): FoundPath | undefined {
  for (const match of line.matchAll(PATH)) {
    const [expression] = match;
    const start = match.index;
    if (character < start || character > start + expression.length) continue;
    const isFieldOfComputed = /(^|[^.])\.\s*$/.test(line.slice(0, start));
    if (isFieldOfComputed) return undefined;
    const name = /^[\p{ID_Continue}$]+/u.exec(expression)![0];
    const steps: string[] = [];
    let end = start + name.length;
    for (const step of expression.slice(name.length).matchAll(STEP)) {
      if (character <= end) break;
      steps.push(step[1] === undefined ? step[0] : `.${step[1]}`);
      end = start + name.length + step.index + step[0].length;
    }
    return { path: { language: language === 'python' ? 'python' : 'typescript', name, steps }, start, end };
  }
  return undefined;
}
