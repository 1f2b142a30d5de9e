import type { Twin, TwinDifference } from '../../protocol/layerPairs.ts';
import { formatSizes } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import { cell, figure } from './modelTables.ts';
import type { Report, TableRow } from './report.ts';

/** A layer and the same layer of the other framework, to be shown. */
export function twinReport(result: Twin, { texts }: Presentation): Report {
  const { twin } = texts.experiments.diagnosis;
  const { converted, defaults, from, layers, steps } = result;
  const other = from === 'torch' ? 'Keras' : 'PyTorch';
  const measured = (name: string, of: (difference: TwinDifference) => string | undefined): TableRow[] => {
    const value = of(converted);
    return value === undefined ? [] : [{ name, cells: [cell('–'), cell(value), cell(of(defaults) ?? '–')] }];
  };
  const inSigma = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : twin.inSigma(figure(value));
  return {
    title: result.title === '' ? twin.title(layers[from]) : result.title,
    facts: [twin.steps(steps), formatSizes(result.shape)],
    panels: [],
    table: {
      caption: twin.table,
      columns: ['', from === 'torch' ? 'PyTorch' : 'Keras', twin.converted(other), twin.defaults(other)],
      rows: [
        {
          name: twin.layer,
          cells: [cell(layers[from]), cell(layers[from === 'torch' ? 'keras' : 'torch']), cell(twin.ownDefaults)],
        },
        ...result.arguments.map((argument) => ({
          name: twin.arguments[argument.what],
          cells: [
            cell(argument[from]),
            cell(argument[from === 'torch' ? 'keras' : 'torch']),
            cell(argument.otherDefault),
          ],
        })),
        ...measured(twin.train, (difference) => inSigma(difference.train)),
        ...measured(twin.mean, (difference) => inSigma(difference.mean)),
        ...measured(twin.variance, ({ variance }) => (variance === undefined ? undefined : `× ${figure(variance)}`)),
        ...measured(twin.eval, (difference) => inSigma(difference.eval)),
      ],
    },
    notes: result.code.split('\n'),
    data: [],
  };
}
