import type { Inference } from './inference.ts';
import { type Type, typeText } from './types.ts';
import { childNamed, childrenOf, parametersOf } from './syntax.ts';
import type { Scope } from './scopes.ts';

/** What a function or class takes, as it is shown. */
export interface Signature {
  readonly name: string;
  /** As `def` writes them, `/` and `*` included. */
  readonly parameters: readonly string[];
  readonly result: string | undefined;
}

/** The name of a parameter as `def` writes it, without stars. */
export function parameterName(parameter: string): string {
  return /^\**([\p{ID_Start}_][\p{ID_Continue}]*)/u.exec(parameter)?.[1] ?? '';
}

/** Whether a parameter takes any number of arguments. */
export function isVariable(parameter: string): boolean {
  return parameter.startsWith('*') && parameter.length > 1;
}

function withoutFirst(parameters: readonly string[], isBound: boolean): readonly string[] {
  if (!isBound || parameters.length === 0 || parameters[0]!.startsWith('*')) return parameters;
  const rest = parameters.slice(1);
  return rest[0] === '/' ? rest.slice(1) : rest;
}

/** The parameters of the notebook's own function, spaces and line ends as one space. */
function ownParameters(scope: Scope): string[] {
  const list = childNamed(scope.node, 'ParamList');
  if (list === undefined) return [];
  return parametersOf(list).map(({ from, to }) => scope.cell.text.slice(from, to).replaceAll(/\s+/g, ' '));
}

/** What a call of something takes; undefined where that is not known. */
export function signatureOf(type: Type | undefined, inference: Inference): Signature | undefined {
  switch (type?.kind) {
    case 'function': {
      const { record, path, isBound } = type;
      if (record.p === undefined) return undefined;
      const name = path.slice(path.lastIndexOf('.') + 1);
      return { name, parameters: withoutFirst(record.p, isBound), result: typeText(type.result) };
    }
    case 'class': {
      const parameters = inference.index.class(type.name)?.p;
      const name = type.name.slice(type.name.lastIndexOf('.') + 1);
      return parameters === undefined ? undefined : { name, parameters, result: undefined };
    }
    case 'ownFunction': {
      const annotation = childrenOf(type.scope.node).find(({ name }) => name === 'TypeDef');
      const annotated = annotation === undefined ? undefined : type.scope.text(annotation).replace(/^\s*->\s*/, '');
      return {
        name: type.binding.name,
        parameters: withoutFirst(ownParameters(type.scope), type.isBound),
        result: annotated ?? typeText(inference.resultOf(type)),
      };
    }
    case 'ownClass': {
      const made = inference.memberOf({ kind: 'ownInstance', scope: type.scope, binding: type.binding }, '__init__');
      const own = made?.kind === 'ownFunction' ? signatureOf(made, inference) : undefined;
      if (own !== undefined) return { ...own, name: type.binding.name, result: undefined };
      const base = inference.indexedBase(type.scope);
      const inherited = base === undefined ? undefined : inference.index.class(base)?.p;
      return { name: type.binding.name, parameters: inherited ?? [], result: undefined };
    }
    case 'instance': {
      const call = inference.memberOf(type, 'forward') ?? inference.memberOf(type, 'call');
      return call?.kind === 'function' ? signatureOf(call, inference) : undefined;
    }
    case 'ownInstance': {
      const call = inference.memberOf(type, 'forward') ?? inference.memberOf(type, 'call');
      return call?.kind === 'ownFunction' ? signatureOf(call, inference) : undefined;
    }
    default:
      return undefined;
  }
}

/** A signature as one line, or with a parameter a line where that is long. */
export function signatureText({ name, parameters, result }: Signature): string {
  const arrow = result === undefined ? '' : ` -> ${result}`;
  const line = `${name}(${parameters.join(', ')})${arrow}`;
  if (line.length <= 80) return line;
  return `${name}(\n${parameters.map((parameter) => `    ${parameter},\n`).join('')})${arrow}`;
}
