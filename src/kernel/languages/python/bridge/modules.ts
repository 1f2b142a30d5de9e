import type * as engine from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';

type Module = InstanceType<typeof engine.nn.Module>;

/** The modules of TypeScript cells that Python knows, by number. */
export class Modules {
  readonly #modules: Module[] = [];

  /** The number of a module; the same each time. */
  numberOf(module: Module): number {
    const known = this.#modules.indexOf(module);
    return known >= 0 ? known : this.#modules.push(module) - 1;
  }

  at(number: number): Module {
    return this.#modules[number]!;
  }

  functions({ handles, toPython }: Bridge): Extras {
    return {
      moduleCall: (number: number, ...inputs: number[]) =>
        toPython(this.at(number).call(...inputs.map((handle) => handles.get(handle)))),
      moduleText: (number: number) => this.at(number).toString(),
      moduleTrain: (number: number, mode: boolean) => {
        this.at(number).train(mode);
      },
      /** Name, handle and kind of every parameter and buffer. */
      moduleTensors: (number: number) => {
        const module = this.at(number);
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
}
