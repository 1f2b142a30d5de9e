import { argumentListAt } from './completion.ts';
import { documentationOf } from './documentation.ts';
import type { PythonNotebook } from './notebook.ts';
import { scopeAt } from './scopes.ts';
import { isVariable, parameterName, signatureOf } from './signatures.ts';
import { argumentsOf, childrenOf } from './syntax.ts';

export interface SignatureHelp {
  readonly label: string;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly (readonly [from: number, to: number])[];
  /** The parameter that the argument at the place is for; -1 where there is none. */
  readonly active: number;
  readonly markdown: string | undefined;
  readonly isOfModule: boolean;
}

/** What the call around a place takes. */
export function signatureHelpAt(
  notebook: PythonNotebook,
  cellIndex: number,
  position: number,
): SignatureHelp | undefined {
  const cell = notebook.cell(cellIndex);
  const list = cell === undefined ? undefined : argumentListAt(cell, position);
  const callee = list?.prevSibling;
  if (cell === undefined || list === undefined || callee === null || callee === undefined) return undefined;
  const { inference } = notebook;
  const type = inference.typeOf(callee, scopeAt(cell.scope, position));
  const signature = signatureOf(type, inference);
  if (type === undefined || signature === undefined) return undefined;
  let label = `${signature.name}(`;
  const places = signature.parameters.map((parameter, i) => {
    if (i > 0) label += ', ';
    const from = label.length;
    label += parameter;
    return [from, label.length] as const;
  });
  label += `)${signature.result === undefined ? '' : ` -> ${signature.result}`}`;
  const commas = childrenOf(list).filter(({ name, to }) => name === ',' && to <= position).length;
  const current = argumentsOf(list).find(({ from, to }) => from <= position && position <= to);
  const given = current?.name === undefined ? undefined : cell.text.slice(current.name.from, current.name.to);
  const active = activeParameter(signature.parameters, commas, given);
  const isOfModule = !type.kind.startsWith('own');
  return { label, parameters: places, active, markdown: documentationOf(type, inference), isOfModule };
}

/** The parameter that an argument is for, by its name or its place among them. */
function activeParameter(parameters: readonly string[], place: number, name: string | undefined): number {
  if (name !== undefined) {
    const named = parameters.findIndex((parameter) => !isVariable(parameter) && parameterName(parameter) === name);
    return named >= 0 ? named : parameters.findIndex((parameter) => parameter.startsWith('**'));
  }
  let left = place;
  for (const [i, parameter] of parameters.entries()) {
    if (parameter === '/') continue;
    // What stands after a star is given by name.
    if (parameter === '*' || parameter.startsWith('**')) return -1;
    if (isVariable(parameter) || left === 0) return i;
    left--;
  }
  return -1;
}
