import { fileFacts, shapeText } from '../charts/tensorFiles/entryText.ts';
import { hasValues } from '../charts/curves.ts';
import { formatStatistic } from '../charts/format.ts';
import type { TensorFileTexts } from '../charts/texts/tensorFileTexts.ts';
import type { TensorChange, TensorDescription, TensorEntry, TensorFile } from '../protocol/tensorFiles.ts';
import { button, element } from '../renderer/dom.ts';
import { DensityView } from './charts.ts';
import type { ExtensionLink } from './extensionLink.ts';
import { Measuring } from './measuring.ts';
import { checkbox, facts, note, searchBox } from './parts.ts';
import { sparkline } from './sparkline.ts';
import { type Column, type Detail, TensorTable } from './tensorTable.ts';
import type { View, ViewState } from './view.ts';

/** A tensor in one of both files. */
interface Side {
  readonly index: number;
  readonly entry: TensorEntry;
  description?: TensorDescription;
}

/** The tensors of one name. */
interface Row {
  readonly name: string;
  readonly before: Side | undefined;
  readonly after: Side | undefined;
  change?: TensorChange;
  problem?: string;
  isMeasured: boolean;
}

type State = keyof TensorFileTexts['states'];

/** How a pair stands; undefined where it is not known yet. */
function stateOf({ before, after, change, problem }: Row): State | undefined {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  if (before.entry.shape.join() !== after.entry.shape.join()) return 'shape';
  if (problem !== undefined) return 'unread';
  if (change === undefined) return undefined;
  if (change.changed > 0) return 'changed';
  return before.entry.dtype === after.entry.dtype ? 'same' : 'dtype';
}

/** What comes first: what is not in both files, then the most changed. */
function weightOf(row: Row): number | undefined {
  const state = stateOf(row);
  if (state === undefined) return undefined;
  if (state === 'added' || state === 'removed') return 1e308;
  if (state === 'shape' || state === 'unread') return 1e307;
  return row.change?.relative ?? 1e306;
}

function pairs(before: TensorFile, after: TensorFile): Row[] {
  const sides = (file: TensorFile): Map<string, Side> =>
    new Map(file.tensors.map((entry, index) => [entry.name, { index, entry }]));
  const [old, now] = [sides(before), sides(after)];
  const isOne = old.size === 1 && now.size === 1;
  // Two files of one array each are about the same thing, whatever it is called.
  const names = isOne ? [[...now.keys()][0]!] : [...new Set([...old.keys(), ...now.keys()])];
  return names.map((name) => ({
    name,
    before: isOne ? [...old.values()][0] : old.get(name),
    after: now.get(name),
    isMeasured: false,
  }));
}

/** The relative change in words: endless from zeros on, NaN where something is not finite. */
function relativeText({ relative, maximum }: TensorChange): string {
  return relative === null && maximum !== null ? '∞' : formatStatistic(relative);
}

/** `0.1 → 0.2`, or one where they are the same, or there is one alone. */
function arrow(before: string | undefined, after: string | undefined): string {
  if (before === undefined || after === undefined || before === after) return after ?? before ?? '';
  return `${before} → ${after}`;
}

function statistics(row: Row, key: 'mean' | 'std'): string {
  const textOf = (side: Side | undefined): string | undefined => {
    const distribution = side?.description?.distribution;
    if (distribution === undefined) return undefined;
    return formatStatistic(distribution[key], (distribution.max ?? 0) - (distribution.min ?? 0));
  };
  return arrow(textOf(row.before), textOf(row.after));
}

function columnsOf(texts: TensorFileTexts): Column<Row>[] {
  return [
    {
      key: 'relative',
      title: texts.relative,
      isNumber: true,
      startsWithLargest: true,
      sortKey: weightOf,
      cell: ({ change }) => (change === undefined ? [] : [relativeText(change)]),
    },
    {
      key: 'largest',
      title: texts.largest,
      isNumber: true,
      startsWithLargest: true,
      sortKey: ({ change }) => (change === undefined ? undefined : (change.maximum ?? Infinity)),
      cell: ({ change }) => (change === undefined ? [] : [formatStatistic(change.maximum)]),
    },
    {
      key: 'state',
      title: texts.change,
      sortKey: (row) => stateOf(row) && texts.states[stateOf(row)!],
      cell: (row) => {
        const state = stateOf(row);
        return state === undefined ? [] : [element('span', `state ${state}`, texts.states[state])];
      },
    },
    {
      key: 'shape',
      title: texts.shape,
      cell: ({ before, after }) => [
        arrow(before && shapeText(before.entry, texts), after && shapeText(after.entry, texts)),
      ],
    },
    {
      key: 'dtype',
      title: texts.dtype,
      cell: ({ before, after }) => [arrow(before?.entry.dtype, after?.entry.dtype)],
    },
    { key: 'mean', title: texts.meanChange, isNumber: true, cell: (row) => [statistics(row, 'mean')] },
    { key: 'std', title: texts.stdChange, isNumber: true, cell: (row) => [statistics(row, 'std')] },
    ...(['before', 'after'] as const).map((side): Column<Row> => ({
      key: `distribution ${side}`,
      title: texts[side],
      cell: (row) => {
        const distribution = row[side]?.description?.distribution;
        return distribution === undefined ? [] : [sparkline(distribution)];
      },
    })),
  ];
}

/** What changed from one file to another, as a table. */
export class ComparisonView implements View {
  readonly root: HTMLElement;
  readonly #texts: TensorFileTexts;
  readonly #language: string;
  readonly #link: ExtensionLink;
  readonly #rows: readonly Row[];
  readonly #table: TensorTable<Row>;
  readonly #measuring: Measuring<Row>;
  readonly #search: HTMLInputElement;
  readonly #progress = element('p', 'progress');
  #isOnlyChanged = false;

  constructor(before: TensorFile, after: TensorFile, link: ExtensionLink, texts: TensorFileTexts, language: string) {
    this.#texts = texts;
    this.#language = language;
    this.#link = link;
    this.#rows = pairs(before, after);
    this.#measuring = new Measuring(
      this.#rows,
      (row) => this.#measure(row),
      (row) => (row.before?.entry.bytes ?? 0) + (row.after?.entry.bytes ?? 0),
    );
    this.#table = new TensorTable({
      caption: texts.tableOfBoth(before.name, after.name),
      texts,
      columns: columnsOf(texts),
      nameOf: ({ name }) => name,
      notesOf: ({ problem }) => (problem === undefined ? [] : [note('warning', texts.notRead(problem))]),
      detailOf: (row) => this.#detailOf(row),
      onNear: (row, isNear) => {
        this.#measuring.setNear(row, isNear);
      },
      sortedBy: 'relative',
    });
    this.#search = searchBox(texts.filter, () => {
      this.#show();
    });
    const tools = element(
      'div',
      'tools',
      this.#search,
      checkbox(texts.onlyChanged, (isChecked) => {
        this.#isOnlyChanged = isChecked;
        this.#show();
      }),
      button(texts.swap, () => {
        link.post({ type: 'swap' });
      }),
    );
    const side = (file: TensorFile, name: string): HTMLElement =>
      element(
        'div',
        'side',
        element('span', 'which', name),
        element('strong', '', file.name),
        element('span', 'facts', fileFacts(file, texts).join(' · ')),
      );
    this.root = element(
      'main',
      'comparison',
      element('h1', '', `${before.name} → ${after.name}`),
      element('div', 'sides', side(before, texts.before), side(after, texts.after)),
      ...[...before.warnings, ...after.warnings].map((warning) => note('warning', warning)),
      tools,
      this.#progress,
      this.#table.root,
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
    for (const row of this.#rows) if (names.has(row.name)) this.#table.open(row);
  }

  dispose(): void {
    this.#measuring.stop();
    this.#table.dispose();
    this.root.remove();
  }

  async #measure(row: Row): Promise<void> {
    const { before, after } = row;
    const describe = async (side: Side | undefined, file: number): Promise<void> => {
      if (side === undefined) return;
      if (side.entry.problem !== undefined) throw new Error(side.entry.problem);
      side.description = await this.#link.describe({ file, tensor: side.index });
    };
    try {
      await describe(before, 0);
      await describe(after, 1);
      if (before === undefined || after === undefined) return;
      if (before.entry.shape.join() === after.entry.shape.join()) {
        row.change = await this.#link.change({ file: 0, tensor: before.index }, { file: 1, tensor: after.index });
      }
    } catch (error) {
      row.problem = (error as Error).message;
    } finally {
      row.isMeasured = true;
      this.#table.update(row);
      this.#showProgress();
      if (this.#isOnlyChanged) this.#show();
    }
  }

  #showProgress(): void {
    const { done, count } = this.#measuring;
    const states = this.#rows.map(stateOf);
    const countOf = (...wanted: State[]): number =>
      states.filter((state) => state !== undefined && wanted.includes(state)).length;
    this.#progress.textContent =
      done === count && this.#rows.every(({ isMeasured }) => isMeasured)
        ? this.#texts.summary(
            countOf('changed', 'shape', 'dtype'),
            countOf('same'),
            countOf('added'),
            countOf('removed'),
          )
        : this.#texts.measured(done, count);
  }

  #show(): void {
    const filter = this.#search.value.toLowerCase();
    const rows = this.#rows.filter(
      (row) => row.name.toLowerCase().includes(filter) && (!this.#isOnlyChanged || stateOf(row) !== 'same'),
    );
    this.#table.setRows(rows, this.#rows.length === 0 ? this.#texts.noTensors : this.#texts.nothingMatches);
  }

  #detailOf(row: Row): Detail {
    const root = element('div', 'details');
    const texts = this.#texts;
    let chart: DensityView | undefined;
    return {
      root,
      refresh: () => {
        if (chart === undefined) root.replaceChildren(...this.#factsOf(row));
        if (chart === undefined && row.isMeasured) {
          const curves = (
            [
              ['input', texts.before, row.before],
              ['output', texts.after, row.after],
            ] as const
          ).flatMap(([series, name, side]) =>
            side?.description === undefined || !hasValues(side.description.distribution)
              ? []
              : [{ series, name, distribution: side.description.distribution }],
          );
          if (curves.length === 0) return;
          chart = new DensityView(curves, texts.densitiesOf(row.name), this.#language);
          const legend = element(
            'p',
            'legend',
            ...curves.map(({ series, name }) => element('span', `key ${series}`, name)),
          );
          root.prepend(element('div', 'chart', legend, chart.root));
        }
        void chart?.draw();
      },
      dispose: () => {
        chart?.dispose();
        root.remove();
      },
    };
  }

  #factsOf(row: Row): Node[] {
    const texts = this.#texts;
    const { before, after, change } = row;
    const count = change?.changed.toLocaleString('en-US');
    return [
      facts([
        [texts.name, row.name === '' ? texts.unnamed : row.name],
        [texts.shape, arrow(before && shapeText(before.entry, texts), after && shapeText(after.entry, texts))],
        [texts.dtype, arrow(before?.entry.dtype, after?.entry.dtype)],
        ...(change === undefined
          ? []
          : ([
              [texts.changedElements, count!],
              [texts.largest, formatStatistic(change.maximum)],
              [texts.relative, relativeText(change)],
            ] as const)),
        [texts.mean, statistics(row, 'mean')],
        [texts.std, statistics(row, 'std')],
      ]),
    ];
  }
}
