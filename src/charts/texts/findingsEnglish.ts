import { formatFigures as figures } from '../format.ts';
import type { FindingTexts } from './findingTexts.ts';

/** The words of all findings in English. */
export const findingsEnglish: FindingTexts = {
  'norm.eps-positional': ({ eps, momentum }) => ({
    title: 'The second positional argument is eps',
    message:
      momentum === undefined
        ? `eps is ${figures(eps)}: it is added to the variance, so that the output is far from variance 1.`
        : `eps is ${figures(eps)} and momentum is ${figures(momentum)}: numbers after the first are eps and momentum, in this order.`,
    advice: 'Remove the number, or name what it is meant as.',
    fix: 'Remove the numbers after the first',
  }),
};
