import * as engine from '../../../../engine/index.ts';

export type AnyFunction = (...args: unknown[]) => unknown;

/**
 * How Python passes an argument: `t` a tensor's handle, `?` a handle or None, `*` a sequence of handles, `l` a number or
 * a sequence of numbers, `f` a float (2.0 where JavaScript has only 2), `n` a number of an operation's, `v` a plain value
 * (number, text, truth value, None), `s` a layer's number (see Sources), `o` anything, as Pyodide gives it.
 */
export type ArgumentKind = 't' | '?' | '*' | 'l' | 'f' | 'n' | 'v' | 's' | 'o';

/** A function of the engine as Python calls it: all arguments in their places. */
export interface Signature {
  /** `F.batchNorm`; with a leading dot the method of the first argument. */
  readonly path: readonly string[];
  readonly isMethod: boolean;
  readonly positional: readonly ArgumentKind[];
  /** The arguments after those that the engine takes as fields of one object. */
  readonly options: readonly { readonly name: string; readonly kind: ArgumentKind }[];
}

/** Reads `F.batchNorm t runningMean:? weight:?`: a path, the kinds of the arguments, the options with theirs. */
export function parseSignature(text: string): Signature {
  const [name = '', kinds = '', ...options] = text.split(' ');
  const isMethod = name.startsWith('.');
  return {
    path: (isMethod ? name.slice(1) : name).split('.'),
    isMethod,
    positional: kinds === '-' ? [] : (kinds.split('') as ArgumentKind[]),
    options: options.map((option) => {
      const [field = '', kind = 'v'] = option.split(':');
      return { name: field, kind: kind as ArgumentKind };
    }),
  };
}

/** The function of the engine at a path: `F.batchNorm`, `nn.init.kaimingUniform_`. */
export function resolve(path: readonly string[]): AnyFunction {
  const found = path.reduce<unknown>((place, name) => (place as Record<string, unknown> | undefined)?.[name], engine);
  if (typeof found !== 'function') throw new TypeError(`the engine has no function ${path.join('.')}`);
  return found as AnyFunction;
}

/** A float makes floats of integers that it meets, also where JavaScript cannot tell 2.0 from 2. */
export function toFloating(x: engine.Tensor): engine.Tensor {
  return x.dtype.includes('float') ? x : engine.zerosLike(x, { dtype: 'float32' }).copy_(x);
}
