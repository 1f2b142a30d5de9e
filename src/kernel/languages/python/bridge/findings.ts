import type { CodePlace, Remark } from '../../../../lens/index.ts';
import type { Findings } from '../../../findings/findings.ts';
import type { Bridge, Extras } from './bridge.ts';

type Layer = Parameters<Findings['addOnLayer']>[0];

/** What Python notices of its layers, and where in the cells it made them. */
export function findingFunctions({ kept }: Bridge, findings: Findings): Extras {
  const layer = (id: number): Layer => kept.get(id);
  return {
    /** A layer was made in a line of a cell. */
    layerMade: (id: number, executionCount: number, line: number) => {
      findings.origins.set(kept.get(id), { executionCount, line });
      findings.origins.noteMade(layer(id) as object);
    },
    /** A remark as JSON, on a layer or on none. */
    remark: (id: number | undefined, json: string) => {
      const { place, ...finding } = JSON.parse(json) as Remark['finding'] & { readonly place?: CodePlace };
      const remark = { finding, ...(place === undefined ? {} : { about: place }) };
      if (id === undefined) findings.add(remark);
      else findings.addOnLayer(layer(id), remark);
    },
    /** A loop over a loader begins. */
    loaderPass: (samples: number, batchSize: number, dropLast: boolean) => {
      findings.seeLoader(samples, batchSize, dropLast);
    },
  };
}
