import type { TensorFinding } from '../../protocol/tensorFiles.ts';
import { formatCount, formatStatistic } from '../format.ts';
import type { TensorFileTexts } from '../texts/tensorFileTexts.ts';

/** What stands out in a tensor, in words. */
export function findingText(finding: TensorFinding, { findings }: TensorFileTexts): string {
  switch (finding.kind) {
    case 'notFinite':
      return findings.notFinite(formatCount(finding.count));
    case 'negativeVariance':
      return findings.negativeVariance(formatStatistic(finding.min));
    case 'zeroVariance':
      return findings.zeroVariance;
    case 'neverUpdated':
      return finding.counted ? findings.neverUpdated : findings.neverCounted;
    case 'allZero':
      return findings.allZero;
    case 'constant':
      return findings.constant(formatStatistic(finding.value));
    case 'beyondHalf':
      return findings.beyondHalf(formatCount(finding.count));
  }
}

/** Whether what a layer computes with it is broken, rather than perhaps not what was meant. */
export function isFault({ kind }: TensorFinding): boolean {
  return kind === 'notFinite' || kind === 'negativeVariance';
}
