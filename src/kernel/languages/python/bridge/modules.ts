import type * as engine from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';

type Module = InstanceType<typeof engine.nn.Module>;

/** What Python does with the modules of TypeScript cells. */
export function moduleFunctions({ handles, kept, toPython }: Bridge): Extras {
  const get = (id: number): Module => kept.get(id) as Module;
  return {
    moduleCall: (number: number, ...inputs: number[]) =>
      toPython(get(number).call(...inputs.map((handle) => handles.get(handle)))),
    moduleText: (number: number) => get(number).toString(),
    moduleTrain: (number: number, mode: boolean) => {
      get(number).train(mode);
    },
    /** Name, handle and kind of every parameter and buffer. */
    moduleTensors: (number: number) => {
      const module = get(number);
      const parameters = new Set<engine.Tensor>(module.parameters());
      return toPython(
        [...module.stateDict()].map(([name, tensor]) => [
          name,
          tensor,
          parameters.has(tensor) ? 'parameter' : 'buffer',
        ]),
      );
    },
  };
}
