import { findingText } from '../charts/findingText.ts';
import type { Texts } from '../charts/texts/texts.ts';
import type { Finding, Severity } from '../protocol/finding.ts';
import { button, element, svgPicture } from './dom.ts';
import type { Host } from './host.ts';

/** Told apart by their shape: a circle with an i, a triangle with a !, an octagon with a ×; 16 × 16. */
const SIGNS: Readonly<Record<Severity, string>> = {
  information: '<circle cx="8" cy="8" r="6.5"/><path d="M8 7.2v4.3M8 4.4v1.4"/>',
  warning: '<path d="M8 1.8 14.8 14H1.2Z" stroke-linejoin="round"/><path d="M8 6v4M8 11.2v1.4"/>',
  error:
    '<path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3Z"/><path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/>',
};

function sign(severity: Severity, texts: Texts): SVGElement {
  const markup = `<g fill="none" stroke="currentColor" stroke-width="1.4">${SIGNS[severity]}</g>`;
  return svgPicture(markup, 16, 16, texts.findings.severities[severity]);
}

/** What a finding is about: the layer, if `withLayer`, and the line of its code, which a click shows. */
function subject({ layer, place }: Finding, title: string, withLayer: boolean, host: Host, texts: Texts): HTMLElement {
  const about = withLayer && layer !== undefined ? [layer] : [];
  if (place === undefined) return element('span', 'where', ...about);
  const { executionCount, line, text } = place;
  const where = texts.findings.inCell(executionCount, line);
  const reveal = (): void => {
    host.reveal({ type: 'revealLine', place: { executionCount, line, text } });
  };
  const link = host.isReachable ? button(where, reveal, `${where}: ${title}`) : where;
  return element('span', 'where', ...about.flatMap((layer) => [layer, ' · ']), link);
}

function item(finding: Finding, host: Host, texts: Texts, withLayer: boolean): HTMLElement {
  const { title, message, advice } = findingText(finding, texts.htmlLanguage);
  const { code, severity } = finding;
  const { explain } = texts.findings;
  const link = host.isReachable
    ? [
        button(
          explain,
          () => {
            host.explain(code);
          },
          `${explain}: ${title}`,
        ),
      ]
    : [];
  return element(
    'li',
    severity,
    sign(severity, texts),
    element(
      'div',
      '',
      element('p', 'what', element('strong', '', title), ' ', subject(finding, title, withLayer, host, texts)),
      element('p', '', message),
      element('p', '', advice),
      element('p', 'code', element('code', '', code), ...link),
    ),
  );
}

/** Findings with their severity, what proves them and what to do; `withLayer` names the layer that each is about. */
export function findingsList(
  findings: readonly Finding[],
  host: Host,
  texts: Texts,
  { withLayer = true } = {},
): HTMLElement {
  const list = element('ul', 'normscope-findings', ...findings.map((each) => item(each, host, texts, withLayer)));
  // Lists without marks are none to some screen readers.
  list.setAttribute('role', 'list');
  list.setAttribute('aria-label', texts.findings.title);
  list.lang = texts.htmlLanguage;
  return list;
}
