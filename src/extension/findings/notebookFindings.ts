import * as vscode from 'vscode';
import { type Finding, findingsOf } from '../../protocol/finding.ts';
import { CARD_MIME, FINDINGS_MIME, type MimeBundle } from '../../protocol/mime.ts';
import { isOurs } from '../notebookMetadata.ts';
import type { RanCells } from '../ranCells.ts';
import { cellOfRun } from '../revealing.ts';
import { IGNORE_SETTING, ignoredCodes } from './ignoredFindings.ts';
import { type Placement, placeFinding } from './placement.ts';

/** A finding, and where it stands in the present code; without `location` where that is not known or no longer there. */
export interface LocatedFinding {
  readonly finding: Finding;
  readonly location?: Placement & { readonly cell: vscode.NotebookCell };
}

/** The cell that a finding's place is in, as it was when it ran. */
interface Source {
  readonly cell: vscode.NotebookCell;
  readonly executionOrder: number | undefined;
  readonly text: string;
  /** Whether it ran in this window: what to change is taken from our own kernel, never from a file. */
  readonly ranHere: boolean;
}

/** What a run of a cell has left in its outputs. */
interface Result {
  /** How many cards of layers there are. */
  readonly layers: number;
  readonly findings: readonly { readonly finding: Finding; readonly source: Source | undefined }[];
}

const NOTHING: Result = { layers: 0, findings: [] };

function isEmpty({ layers, findings }: Result): boolean {
  return layers === 0 && findings.length === 0;
}

/** The representations of an output that may hold findings. */
function bundleOf({ items }: vscode.NotebookCellOutput): MimeBundle {
  const bundle: Record<string, unknown> = {};
  for (const { mime, data } of items) {
    if (mime !== CARD_MIME && mime !== FINDINGS_MIME) continue;
    try {
      bundle[mime] = JSON.parse(new TextDecoder().decode(data)) as unknown;
    } catch {
      // A file's output that is no JSON holds none.
    }
  }
  return bundle;
}

/** The findings in the outputs of open notebooks, and where they stand in the code while it is edited. */
export class NotebookFindings implements vscode.Disposable {
  readonly #ranCells: RanCells;
  readonly #results = new WeakMap<vscode.NotebookCell, Result>();
  readonly #changed = new vscode.EventEmitter<vscode.NotebookDocument>();
  readonly #subscriptions: vscode.Disposable;
  /** Tells of notebooks whose findings, or their places, may be others than before. */
  readonly onDidChange = this.#changed.event;

  constructor(ranCells: RanCells) {
    this.#ranCells = ranCells;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onDidOpenNotebookDocument((notebook) => {
        this.#open(notebook);
      }),
      vscode.workspace.onDidChangeNotebookDocument((event) => {
        this.#follow(event);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(IGNORE_SETTING)) return;
        for (const notebook of vscode.workspace.notebookDocuments) this.#changed.fire(notebook);
      }),
    );
    for (const notebook of vscode.workspace.notebookDocuments) this.#open(notebook);
  }

  /** How many cards of layers stand under a cell. */
  layersOf(cell: vscode.NotebookCell): number {
    return this.#resultOf(cell).layers;
  }

  /** What the run of a cell found, but for what is ignored. */
  of(cell: vscode.NotebookCell): LocatedFinding[] {
    const { findings } = this.#resultOf(cell);
    if (findings.length === 0) return [];
    const ignored = ignoredCodes(cell.notebook);
    return findings
      .filter(({ finding }) => !ignored.includes(finding.code))
      .map(({ finding, source }) => ({ finding, ...locate(finding, source) }));
  }

  /** All that stands in the code of a notebook. What several cells found at the same place stands there once. */
  located(notebook: vscode.NotebookDocument): Required<LocatedFinding>[] {
    const byPlace = new Map<string, Required<LocatedFinding>>();
    for (const { finding, location } of notebook.getCells().flatMap((cell) => this.of(cell))) {
      if (location === undefined) continue;
      const key = JSON.stringify([finding.code, location.cell.index, location.span]);
      if (!byPlace.has(key)) byPlace.set(key, { finding, location });
    }
    return [...byPlace.values()];
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #resultOf(cell: vscode.NotebookCell): Result {
    return this.#results.get(cell) ?? NOTHING;
  }

  #open(notebook: vscode.NotebookDocument): void {
    if (!isOurs(notebook)) return;
    for (const cell of notebook.getCells()) this.#read(cell);
    this.#changed.fire(notebook);
  }

  #follow({ notebook, cellChanges, contentChanges, metadata }: vscode.NotebookDocumentChangeEvent): void {
    if (!isOurs(notebook)) return;
    let isChanged = contentChanges.length > 0 || metadata !== undefined;
    for (const cell of contentChanges.flatMap(({ addedCells }) => addedCells)) {
      const wasOnlyMoved = this.#results.has(cell);
      if (!wasOnlyMoved) this.#read(cell);
    }
    for (const { cell, document, executionSummary, outputs } of cellChanges) {
      const before = this.#resultOf(cell);
      if (outputs !== undefined || executionSummary !== undefined) this.#read(cell);
      // While a cell prints, nothing is to be told.
      const isConcerned = !isEmpty(before) || !isEmpty(this.#resultOf(cell));
      isChanged ||= isConcerned || (document !== undefined && this.#hasFindings(notebook));
    }
    if (isChanged) this.#changed.fire(notebook);
  }

  #hasFindings(notebook: vscode.NotebookDocument): boolean {
    return notebook.getCells().some((cell) => this.#resultOf(cell).findings.length > 0);
  }

  /** Reads the outputs of a cell, unless it still runs. */
  #read(cell: vscode.NotebookCell): void {
    const isRunning = this.#ranCells.of(cell) !== undefined && cell.executionSummary?.timing === undefined;
    this.#results.set(cell, isRunning ? NOTHING : this.#resultIn(cell));
  }

  #resultIn(cell: vscode.NotebookCell): Result {
    const bundles = cell.outputs.map(bundleOf);
    return {
      layers: bundles.filter((bundle) => CARD_MIME in bundle).length,
      findings: findingsOf(bundles).map((finding) => ({ finding, source: this.#sourceOf(finding, cell) })),
    };
  }

  /** The cell of the finding's place: that which found it, or another with the number, of several the last that ran. */
  #sourceOf({ place }: Finding, finder: vscode.NotebookCell): Source | undefined {
    if (place === undefined) return undefined;
    const isOwn = finder.executionSummary?.executionOrder === place.executionCount;
    const cell = isOwn ? finder : cellOfRun(finder.notebook, place.executionCount);
    if (cell === undefined) return undefined;
    const ran = this.#ranCells.of(cell);
    return {
      cell,
      executionOrder: cell.executionSummary?.executionOrder,
      // Of a file we know only the code that is in it.
      text: ran?.text ?? cell.document.getText(),
      ranHere: ran !== undefined && this.#ranCells.of(finder) !== undefined,
    };
  }
}

function locate(finding: Finding, source: Source | undefined): Pick<LocatedFinding, 'location'> {
  if (source === undefined) return {};
  const { cell, executionOrder, text, ranHere } = source;
  const isDeleted = cell.index < 0;
  if (isDeleted || cell.executionSummary?.executionOrder !== executionOrder) return {};
  const placement = placeFinding(finding, text, cell.document.getText());
  if (placement === undefined) return {};
  return { location: { cell, span: placement.span, edits: ranHere ? placement.edits : undefined } };
}
