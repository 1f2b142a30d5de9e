import type { nn } from '../engine/index.ts';
import { Tensor } from '../engine/index.ts';
import { chosenLayers, TrainingRun } from '../lens/index.ts';

type Module = nn.Module;

/** The modules of a model that have none below them. */
function leaves(model: Module): { readonly path: string; readonly module: Module }[] {
  return model
    .namedModules()
    .filter(([, module]) => module.children().length === 0)
    .map(([path, module]) => ({ path, module }));
}

type Forward = Module['forward'];

/** `forward` that tells `see` of its output. */
function telling(forward: Forward, see: (output: Tensor) => void): Forward {
  return (...inputs) => {
    const output = forward(...inputs);
    if (output instanceof Tensor) see(output);
    return output;
  };
}

/** Gives a module its own `forward` back where it has `watched` in its place; keeps neither alive, and so no scope of theirs. */
function undoing(module: WeakRef<Module>, watched: WeakRef<Forward>, own: PropertyDescriptor | undefined): () => void {
  return () => {
    const alive = module.deref();
    if (alive === undefined || alive.forward !== watched.deref()) return;
    if (own === undefined) Reflect.deleteProperty(alive, 'forward');
    else Object.defineProperty(alive, 'forward', own);
  };
}

/** Calls `see` with what `module` gives, until the function that is returned is called. */
function watchOutput(module: Module, see: (output: Tensor) => void): () => void {
  const own = Object.getOwnPropertyDescriptor(module, 'forward');
  const watched = telling(module.forward.bind(module), see);
  // Not enumerable: what a module lists as its own stays as it is.
  Object.defineProperty(module, 'forward', { value: watched, configurable: true, writable: true, enumerable: false });
  return undoing(new WeakRef(module), new WeakRef(watched), own);
}

/** Begins a run of `model` that is told what its layers give. Returns it with the function that ends the watch. */
export function watchModule(model: Module, name: string): { readonly run: TrainingRun; readonly end: () => void } {
  const layers = chosenLayers(
    leaves(model).map(({ path, module }) => ({
      path: path === '' ? 'model' : path,
      type: module.constructor.name,
      parameters: module.parameters(),
      module,
    })),
  );
  const run = new TrainingRun(name, layers);
  const ends = layers.map(({ module }, index) =>
    watchOutput(module, (output) => {
      run.seeOutput(index, output);
    }),
  );
  return {
    run,
    end: () => {
      for (const end of ends) end();
    },
  };
}
