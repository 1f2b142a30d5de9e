import { textsFor } from '../charts/texts/texts.ts';
import type { Finding } from '../protocol/finding.ts';
import { findingsList } from './findingsList.ts';
import type { Host } from './host.ts';
import type { OutputView } from './outputView.ts';

/** Shows findings that belong to no card. */
export function mountFindings(findings: readonly Finding[], host: Host, root: HTMLElement): OutputView {
  const list = findingsList(findings, host, textsFor(navigator.language));
  root.append(list);
  return {
    refresh: () => undefined,
    resize: () => undefined,
    dispose: () => {
      list.remove();
    },
  };
}
