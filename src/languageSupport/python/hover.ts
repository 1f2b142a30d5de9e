import { documentationOf } from './documentation.ts';
import { nameAt, type NamedThing } from './nameAt.ts';
import type { PythonNotebook } from './notebook.ts';
import type { Span } from './scopes.ts';
import { parameterName, signatureOf, signatureText } from './signatures.ts';
import { type Type, typeText } from './types.ts';

export interface Hover extends Span {
  /** Python, as an editor shows it. */
  readonly code: string;
  /** What follows it. */
  readonly markdown: string | undefined;
  /** Whether it tells of our modules, which another language server may not know. */
  readonly isOfModule: boolean;
}

/** What is known of the name at a place. */
export function hoverAt(notebook: PythonNotebook, cellIndex: number, position: number): Hover | undefined {
  const thing = nameAt(notebook, cellIndex, position);
  if (thing === undefined) return undefined;
  const { inference } = notebook;
  const { from, to, type } = thing;
  const code = thing.argumentOf === undefined ? described(thing, notebook) : argumentText(thing, notebook);
  if (code === undefined) return undefined;
  const isOfModule = thing.binding === undefined && isIndexed(thing.of ?? thing.argumentOf ?? type);
  return { from, to, code, markdown: documentationOf(type, inference), isOfModule };
}

/** Whether a type is one of the index, or a member of one. */
function isIndexed(type: Type | undefined): boolean {
  return type !== undefined && !type.kind.startsWith('own');
}

/** `momentum=0.1`, of the call that it is an argument of. */
function argumentText({ name, argumentOf }: NamedThing, { inference }: PythonNotebook): string | undefined {
  const parameter = signatureOf(argumentOf, inference)?.parameters.find((one) => parameterName(one) === name);
  return parameter === undefined ? undefined : `(parameter) ${parameter}`;
}

function described({ name, type, of, binding }: NamedThing, { inference }: PythonNotebook): string | undefined {
  switch (type?.kind) {
    case 'module':
      return `(module) ${type.path}`;
    case 'class':
    case 'ownClass':
    case 'function':
    case 'ownFunction': {
      const signature = signatureOf(type, inference);
      const kind = type.kind.toLowerCase().includes('class')
        ? 'class'
        : of === undefined || of.kind === 'module'
          ? 'function'
          : 'method';
      return `(${kind}) ${signature === undefined ? `${name}(...)` : signatureText({ ...signature, name })}`;
    }
    default: {
      const known = typeText(type);
      if (known === undefined && binding === undefined) return undefined;
      const kind = of !== undefined ? 'property' : binding?.isParameter === true ? 'parameter' : 'variable';
      return `(${kind}) ${name}${known === undefined ? '' : `: ${known}`}`;
    }
  }
}
