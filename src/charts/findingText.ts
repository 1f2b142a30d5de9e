import type { Finding } from '../protocol/finding.ts';
import { english } from './texts/english.ts';
import { findingsEnglish } from './texts/findingsEnglish.ts';
import { findingsSimplifiedChinese } from './texts/findingsSimplifiedChinese.ts';
import type { FindingText } from './texts/findingTexts.ts';
import type { Texts } from './texts/texts.ts';

/** The words of a finding in the language of a tag such as `zh-CN`: simplified Chinese for any Chinese, else English. */
export function findingText(finding: Finding, language = 'en'): FindingText {
  const texts = /^zh\b/i.test(language) ? findingsSimplifiedChinese : findingsEnglish;
  // Each code has a function of its own values, which the type of a union cannot say.
  const text = texts[finding.code] as (values: Finding['values']) => FindingText;
  return text(finding.values);
}

/** Findings for a terminal, a screen reader, and viewers without our renderer: each its title, what was found and what to do. */
export function findingsText(findings: readonly Finding[], texts: Texts = english): string {
  const { severities, inCell } = texts.findings;
  return findings
    .map((finding) => {
      const { title, message, advice } = findingText(finding, texts.htmlLanguage);
      const { severity, layer, place, code } = finding;
      const about = [place && inCell(place.executionCount, place.line), layer].filter((text) => text !== undefined);
      return [
        `${severities[severity]}: ${title} (${code})`,
        ...(about.length === 0 ? [] : [about.join(' · ')]),
        message,
        advice,
      ].join('\n  ');
    })
    .join('\n');
}
