import type { Folding } from '../../protocol/layerPairs.ts';
import { formatSizes } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import { cell, figure } from './modelTables.ts';
import type { Report } from './report.ts';

/** How well a folded layer agrees with the two that it stands for, to be shown. */
export function foldingReport(result: Folding, { texts }: Presentation): Report {
  const { folding } = texts.experiments.diagnosis;
  const shape = formatSizes(result.shape);
  return {
    title: result.title === '' ? folding.title : result.title,
    facts: [
      result.agrees ? folding.agrees : folding.differs,
      (result.isRandom ? folding.random : folding.given)(shape),
    ],
    panels: [],
    table: {
      caption: folding.table,
      columns: [folding.folded, folding.largest, folding.rootMeanSquare, folding.reach, folding.layers],
      rows: [
        {
          name: result.folded,
          cells: [
            { lines: [figure(result.largest)], ...(result.agrees ? {} : { isError: true }) },
            cell(figure(result.rootMeanSquare)),
            cell(figure(result.reach)),
            cell(...result.layers),
          ],
        },
      ],
    },
    notes: [],
    data: [],
  };
}
