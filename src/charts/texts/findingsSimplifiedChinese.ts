import { formatFigures as figures } from '../format.ts';
import type { FindingTexts } from './findingTexts.ts';

/** The words of all findings in simplified Chinese. */
export const findingsSimplifiedChinese: FindingTexts = {
  'norm.eps-positional': ({ eps, momentum }) => ({
    title: '第二个位置参数是 eps',
    message:
      momentum === undefined
        ? `eps 为 ${figures(eps)}：它会加到方差上，输出的方差因此远离 1。`
        : `eps 为 ${figures(eps)}，momentum 为 ${figures(momentum)}：第一个数之后的数依次是 eps 和 momentum。`,
    advice: '去掉这个数，或写明它对应的参数名。',
    fix: '去掉第一个数之后的数',
  }),
};
