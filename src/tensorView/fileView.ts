import { elementsOf, extremeText, fileFacts, formatBytes, shapeText } from '../charts/tensorFiles/entryText.ts';
import { findingText, isFault } from '../charts/tensorFiles/findingText.ts';
import { brokenCount } from '../charts/curves.ts';
import { formatCount, formatStatistic } from '../charts/format.ts';
import type { TensorFileTexts } from '../charts/texts/tensorFileTexts.ts';
import type { TensorDescription, TensorEntry, TensorFile } from '../protocol/tensorFiles.ts';
import { button, element } from '../renderer/dom.ts';
import { DensityView } from './charts.ts';
import type { ExtensionLink } from './extensionLink.ts';
import { Measuring } from './measuring.ts';
import { checkbox, facts, note, searchBox } from './parts.ts';
import { sparkline } from './sparkline.ts';
import { type Column, type Detail, TensorTable } from './tensorTable.ts';
import type { View, ViewState } from './view.ts';

/** A tensor and what is known of it. */
interface Row {
  readonly index: number;
  readonly entry: TensorEntry;
  description?: TensorDescription;
  problem?: string | undefined;
}

function spreadOf({ description }: Row): number {
  const { min = null, max = null } = description?.distribution ?? {};
  return min === null || max === null ? 0 : max - min;
}

function magnitudeOf({ description }: Row): number | undefined {
  const { min = null, max = null } = description?.distribution ?? {};
  return min === null || max === null ? undefined : Math.max(Math.abs(min), Math.abs(max));
}

function brokenOf({ description }: Row): number | undefined {
  return description && brokenCount(description.distribution);
}

function columnsOf(texts: TensorFileTexts): Column<Row>[] {
  const statistic = (
    key: 'mean' | 'std' | 'min' | 'max',
    textOf: (value: number | null, row: Row) => string,
  ): Column<Row> => ({
    key,
    title: texts[key],
    isNumber: true,
    startsWithLargest: true,
    sortKey: ({ description }) => description?.distribution[key] ?? undefined,
    cell: (row) => (row.description === undefined ? [] : [textOf(row.description.distribution[key], row)]),
  });
  const moment = (value: number | null, row: Row): string => formatStatistic(value, spreadOf(row));
  const extreme = (value: number | null, { entry }: Row): string => extremeText(value, entry.dtype);
  return [
    {
      key: 'shape',
      title: texts.shape,
      startsWithLargest: true,
      sortKey: ({ entry }) => elementsOf(entry),
      cell: ({ entry }) => [shapeText(entry, texts)],
    },
    { key: 'dtype', title: texts.dtype, sortKey: ({ entry }) => entry.dtype, cell: ({ entry }) => [entry.dtype] },
    {
      key: 'size',
      title: texts.size,
      isNumber: true,
      startsWithLargest: true,
      sortKey: ({ entry }) => entry.bytes,
      cell: ({ entry }) => [formatBytes(entry.bytes)],
    },
    {
      key: 'distribution',
      title: texts.distribution,
      cell: ({ description }) => (description === undefined ? [] : [sparkline(description.distribution)]),
    },
    statistic('mean', moment),
    statistic('std', moment),
    statistic('min', extreme),
    statistic('max', extreme),
    {
      key: 'magnitude',
      title: texts.magnitude,
      isNumber: true,
      startsWithLargest: true,
      sortKey: magnitudeOf,
      cell: (row) => {
        const magnitude = magnitudeOf(row);
        return magnitude === undefined ? [] : [extreme(magnitude, row)];
      },
    },
    {
      key: 'broken',
      title: texts.notFinite,
      isNumber: true,
      startsWithLargest: true,
      sortKey: brokenOf,
      cell: (row) => [brokenOf(row)?.toLocaleString('en-US') ?? ''],
    },
  ];
}

/** A file of tensors as a table. */
export class FileView implements View {
  readonly root: HTMLElement;
  readonly #file: TensorFile;
  readonly #texts: TensorFileTexts;
  readonly #language: string;
  readonly #link: ExtensionLink;
  readonly #rows: readonly Row[];
  readonly #table: TensorTable<Row>;
  readonly #measuring: Measuring<Row>;
  readonly #search: HTMLInputElement;
  readonly #progress = element('p', 'progress');
  readonly #onlyFindings: HTMLElement;
  #isOnlyFindings = false;

  constructor(file: TensorFile, link: ExtensionLink, texts: TensorFileTexts, language: string) {
    this.#file = file;
    this.#texts = texts;
    this.#language = language;
    this.#link = link;
    this.#rows = file.tensors.map((entry, index) => ({ index, entry, problem: entry.problem }));
    const readable = this.#rows.filter(({ problem }) => problem === undefined);
    this.#measuring = new Measuring(
      readable,
      (row) => this.#measure(row),
      ({ entry }) => entry.bytes,
    );
    this.#table = new TensorTable({
      caption: texts.tableOf(file.name),
      texts,
      columns: columnsOf(texts),
      nameOf: ({ entry }) => entry.name,
      notesOf: (row) => this.#notesOf(row),
      detailOf: (row) => this.#detailOf(row),
      onNear: (row, isNear) => {
        this.#measuring.setNear(row, isNear);
      },
      sortedBy: '',
    });
    this.#onlyFindings = checkbox('', (isChecked) => {
      this.#isOnlyFindings = isChecked;
      this.#show();
    });
    this.#search = searchBox(texts.filter, () => {
      this.#show();
    });
    const tools = element(
      'div',
      'tools',
      this.#search,
      this.#onlyFindings,
      button(texts.compareWith, () => {
        link.post({ type: 'compareWith' });
      }),
    );
    this.root = element(
      'main',
      'file',
      element('h1', '', file.name),
      element('p', 'facts', fileFacts(file, texts).join(' · ')),
      ...file.warnings.map((warning) => note('warning', warning)),
      tools,
      this.#progress,
      this.#table.root,
      ...this.#metadata(),
    );
    this.#showProgress();
    this.#show();
    void this.#measuring.run();
  }

  refresh(): void {
    this.#table.refreshDetails();
  }

  get state(): ViewState {
    return { filter: this.#search.value, opened: this.#table.opened };
  }

  restore({ filter, opened }: ViewState): void {
    this.#search.value = filter;
    this.#show();
    const names = new Set(opened);
    for (const row of this.#rows) if (names.has(row.entry.name)) this.#table.open(row);
  }

  dispose(): void {
    this.#measuring.stop();
    this.#table.dispose();
    this.root.remove();
  }

  async #measure(row: Row): Promise<void> {
    try {
      row.description = await this.#link.describe({ file: 0, tensor: row.index });
    } catch (error) {
      row.problem = (error as Error).message;
    }
    this.#table.update(row);
    this.#showProgress();
    if (this.#isOnlyFindings) this.#show();
  }

  #hasFindings({ description, problem }: Row): boolean {
    return problem !== undefined || (description?.findings.length ?? 0) > 0;
  }

  #showProgress(): void {
    const { done, count } = this.#measuring;
    this.#progress.textContent = done === count ? '' : this.#texts.measured(done, count);
    const found = this.#rows.filter((row) => this.#hasFindings(row)).length;
    this.#onlyFindings.lastChild!.textContent = this.#texts.onlyFindings(found);
  }

  #show(): void {
    const filter = this.#search.value.toLowerCase();
    const matches = ({ entry }: Row): boolean =>
      [entry.name, entry.dtype, shapeText(entry, this.#texts)].some((text) => text.toLowerCase().includes(filter));
    const rows = this.#rows.filter((row) => matches(row) && (!this.#isOnlyFindings || this.#hasFindings(row)));
    this.#table.setRows(rows, this.#rows.length === 0 ? this.#texts.noTensors : this.#texts.nothingMatches);
  }

  #notesOf({ entry, description, problem }: Row): Node[] {
    const findings = description?.findings ?? [];
    return [
      ...(problem === undefined ? [] : [note('warning', this.#texts.notRead(problem))]),
      ...findings.map((finding) => note(isFault(finding) ? 'fault' : 'warning', findingText(finding, this.#texts))),
      ...(entry.sharedWith === undefined ? [] : [note('remark', this.#texts.sharedWith(entry.sharedWith))]),
    ];
  }

  #detailOf(row: Row): Detail {
    const root = element('div', 'details');
    let chart: DensityView | undefined;
    const texts = this.#texts;
    return {
      root,
      refresh: () => {
        if (chart === undefined) root.replaceChildren(...this.#factsOf(row));
        if (row.description === undefined) return;
        if (chart === undefined && row.description.distribution.histogram.counts.length > 0) {
          const { distribution } = row.description;
          const curve = { series: 'output', name: row.entry.name, distribution } as const;
          chart = new DensityView([curve], texts.histogramOf(row.entry.name), this.#language);
          root.prepend(chart.root);
        }
        void chart?.draw();
      },
      dispose: () => {
        chart?.dispose();
        root.remove();
      },
    };
  }

  /** All that is known of a tensor: a narrow page has no room for it in the table. */
  #factsOf(row: Row): Node[] {
    const { entry, description, problem } = row;
    const texts = this.#texts;
    const about: [string, string][] = [
      [texts.name, entry.name === '' ? texts.unnamed : entry.name],
      [texts.shape, shapeText(entry, texts)],
      [texts.dtype, entry.dtype],
      [texts.size, formatBytes(entry.bytes)],
    ];
    if (description === undefined) return [facts(about), ...(problem === undefined ? [texts.reading] : [])].map(asNode);
    const { distribution, zeros } = description;
    const spread = spreadOf(row);
    const statistics: [string, string][] = [
      [texts.mean, formatStatistic(distribution.mean, spread)],
      [texts.std, formatStatistic(distribution.std, spread)],
      [texts.min, extremeText(distribution.min, entry.dtype)],
      [texts.max, extremeText(distribution.max, entry.dtype)],
      ['NaN', distribution.nan.toLocaleString('en-US')],
      ['+∞', distribution.positiveInfinity.toLocaleString('en-US')],
      ['−∞', distribution.negativeInfinity.toLocaleString('en-US')],
      [texts.zeros, zeros.toLocaleString('en-US')],
    ];
    const remarks = [
      ...(entry.dtype.startsWith('complex') ? [texts.magnitudes] : []),
      ...(distribution.sample === undefined ? [] : [texts.sampled(formatCount(distribution.sample))]),
    ];
    return [facts([...about, ...statistics]), ...remarks.map((text) => note('remark', text))];
  }

  #metadata(): Node[] {
    const { metadata } = this.#file;
    if (metadata.length === 0) return [];
    const rows = metadata.map(([name, text]) => element('tr', '', element('th', '', name), element('td', '', text)));
    const table = element(
      'table',
      '',
      element(
        'thead',
        '',
        element('tr', '', element('th', '', this.#texts.name), element('th', '', this.#texts.value)),
      ),
      element('tbody', '', ...rows),
    );
    for (const header of table.querySelectorAll('tbody th')) header.setAttribute('scope', 'row');
    for (const header of table.querySelectorAll('thead th')) header.setAttribute('scope', 'col');
    return [
      element(
        'details',
        'metadata',
        element('summary', '', this.#texts.metadata(metadata.length)),
        element('div', 'scroller', table),
      ),
    ];
  }
}

function asNode(part: Node | string): Node {
  return typeof part === 'string' ? element('p', '', part) : part;
}
