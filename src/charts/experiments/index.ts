import type { Experiment } from '../../protocol/experiment.ts';
import type { Presentation } from '../presentation.ts';
import { batchSizesReport } from './batchSizesReport.ts';
import { comparisonReport } from './comparisonReport.ts';
import { diagnosisReport } from './diagnosisReport.ts';
import { foldingReport } from './foldingReport.ts';
import { gradientReport } from './gradientReport.ts';
import { modesReport } from './modesReport.ts';
import type { Report } from './report.ts';
import { shiftReport } from './shiftReport.ts';
import { twinReport } from './twinReport.ts';

/** What any viewer shows of an experiment. */
export function reportOf(experiment: Experiment, presentation: Presentation): Report {
  switch (experiment.kind) {
    case 'comparison':
      return comparisonReport(experiment, presentation);
    case 'batchSizes':
      return batchSizesReport(experiment, presentation);
    case 'lossAlongGradient':
      return gradientReport(experiment, presentation);
    case 'covariateShift':
      return shiftReport(experiment, presentation);
    case 'diagnosis':
      return diagnosisReport(experiment, presentation);
    case 'modes':
      return modesReport(experiment, presentation);
    case 'folding':
      return foldingReport(experiment, presentation);
    case 'twin':
      return twinReport(experiment, presentation);
  }
}
