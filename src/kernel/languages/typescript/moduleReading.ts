import { keras, nn, Tensor } from '../../../engine/index.ts';
import { classNameOf, dataOf, fieldsOf, isA, isReadable } from './plainData.ts';

type Module = InstanceType<typeof nn.Module>;

/** The methods of the library's own classes. */
function methodsNamed(name: string): ReadonlySet<unknown> {
  const classes = [...Object.values(nn), ...Object.values(keras)].filter((each) => typeof each === 'function');
  const prototypes = classes.map((each) => each.prototype as unknown).filter(isReadable);
  return new Set(prototypes.map((prototype) => dataOf(prototype, name)).filter((method) => method !== undefined));
}

const CHILDREN = methodsNamed('namedChildren');
const ARGUMENTS = methodsNamed('extraRepr');
const PROTOTYPES = new Set<unknown>(
  [...Object.values(nn), ...Object.values(keras)].map((each) => (typeof each === 'function' ? each.prototype : each)),
);

export function isModule(value: unknown): value is Module {
  return isA(value, nn.Module);
}

/**
 * The modules below one, by name; by the library's own method where the module keeps them out of its fields. `isHidden`:
 * whether it does.
 */
export function childrenOf(module: Module): { readonly children: [string, Module][]; readonly isHidden: boolean } {
  const method = dataOf(module, 'namedChildren');
  const isHidden = method !== nn.Module.prototype.namedChildren && CHILDREN.has(method);
  const children = isHidden
    ? (method as Module['namedChildren']).call(module)
    : fieldsOf(module).filter((field): field is [string, Module] => isModule(field[1]));
  return { children, isHidden };
}

/** A module as PyTorch prints it; of classes that a cell has written, the modules below alone. */
export function moduleText(module: Module, seen: readonly Module[] = []): string {
  if (seen.includes(module)) return `${classNameOf(module)}(…)`;
  const isOurs = PROTOTYPES.has(Object.getPrototypeOf(module));
  const method = dataOf(module, 'extraRepr');
  const options = isOurs && ARGUMENTS.has(method) ? (method as () => string).call(module) : '';
  const lines = childrenOf(module).children.map(
    ([name, child]) => `\n  (${name}): ${moduleText(child, [...seen, module]).replaceAll('\n', '\n  ')}`,
  );
  return `${classNameOf(module)}(${options}${lines.join('')}${lines.length > 0 ? '\n' : ''})`;
}

/** Parameters and buffers by their paths, as PyTorch spells them. */
export function stateOf(module: Module): ReadonlyMap<string, Tensor> {
  const state = nn.Module.prototype.stateDict.call(module);
  return new Map([...state].filter((entry) => isA(entry[1], Tensor)));
}
