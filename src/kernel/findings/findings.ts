import { findingsText } from '../../charts/findingText.ts';
import {
  type NormalizationCall,
  observeOptimizerSteps,
  observePasses,
  observeTargets,
  type Tensor,
} from '../../engine/index.ts';
import {
  type CodePlace,
  lastBatchOfOne,
  type LayerFacts,
  PortedLayers,
  type Remark,
  remarksOnCode,
  remarksOnError,
  remarksOnMade,
  shortTitle,
  targetsNoDistribution,
  weightDecay,
} from '../../lens/index.ts';
import type { CodeLine } from '../../protocol/codeLine.ts';
import type { Finding } from '../../protocol/finding.ts';
import type { ExecuteParams } from '../../protocol/kernel.ts';
import { FINDINGS_MIME, TEXT_MIME } from '../../protocol/mime.ts';
import type { DisplayOutput, ErrorOutput } from '../../protocol/output.ts';
import { codeLine, type Source } from './callText.ts';
import { editsOf, positionals } from './edits.ts';
import { classNameOf, isCall, isPlace, type Located, locateCall, locateLine } from './locate.ts';
import { Origins } from './origins.ts';
import { isSilenced } from './silence.ts';

type Layer = NormalizationCall['source'];

/** More than a reader can take in are left out. */
const MAX_FINDINGS = 50;

const CELL_LINE = /Cell In\[(\d+)\], line (\d+)/g;

/** The line of a cell that raised an error: Python tells it last, TypeScript first. */
function lineOf({ traceback }: ErrorOutput, { language }: ExecuteParams): CodePlace | undefined {
  const frames = [...traceback.matchAll(CELL_LINE)];
  const frame = language === 'python' ? frames.at(-1) : frames[0];
  return frame && { executionCount: Number(frame[1]), line: Number(frame[2]) };
}

/** Makes findings of what is noticed while a cell runs: finds their places in the code, and leaves out what is silenced. */
export class Findings {
  readonly origins = new Origins();
  readonly #sources = new Map<number, Source>();
  #cell: ExecuteParams | undefined;
  /** Findings that belong to no card. */
  #rest: Finding[] = [];
  /** What was said of layers before their cards are made. */
  #remarks = new Map<Layer, Remark[]>();
  /** Layers that have a card. */
  #judged = new Set<Layer>();
  readonly #ported = new PortedLayers();
  /** The γ and β that were seen. */
  readonly #parameters = new WeakSet<Tensor>();
  /** The sizes of the batches that layers of this cell pooled, of vectors. */
  #batchSizes = new Set<number>();
  #loaders = new Map<number, { readonly samples: number; readonly batchSize: number; readonly dropLast: boolean }>();
  #hasTargets = false;
  /** What was told: one line of code says the same of many layers, and one word on it is enough. */
  #told = new Set<string>();
  #groups: Parameters<typeof weightDecay>[0] | undefined;

  constructor() {
    this.origins.observe();
    observeTargets((target) => {
      // The first of a cell are like all.
      if (this.#hasTargets) return;
      this.#hasTargets = true;
      this.add(targetsNoDistribution(target));
    });
    observeOptimizerSteps((groups) => {
      this.#groups = groups;
    });
    observePasses((_, { dataset, batchSize, dropLast }) => {
      this.seeLoader(dataset.length, batchSize, dropLast);
      return undefined;
    });
  }

  /** A cell begins. */
  begin(cell: ExecuteParams): void {
    this.#cell = cell;
    this.#sources.delete(cell.executionCount);
    this.#sources.set(cell.executionCount, { code: cell.code, language: cell.language });
    this.#forget();
  }

  /** A line of a cell with its text; undefined where no such cell has run. */
  lineAt(place: Pick<CodeLine, 'executionCount' | 'line'>): CodeLine | undefined {
    const source = this.#sources.get(place.executionCount);
    return source && codeLine(source, place);
  }

  /** The line of a cell that made a layer; undefined where that was elsewhere. */
  lineOf(layer: object): CodeLine | undefined {
    const place = this.origins.of(layer);
    return place && this.lineAt(place);
  }

  /** Takes notice of a remark that belongs to no layer. */
  add(remark: Remark | undefined): void {
    const finding = remark && this.#findingOf(remark, undefined);
    if (finding !== undefined) this.#rest.push(finding);
  }

  /** Takes notice of a remark on a layer, for its card. */
  addOnLayer(layer: Layer, remark: Remark): void {
    this.#remarks.set(layer, [...(this.#remarks.get(layer) ?? []), remark]);
  }

  /** Somebody goes through a loader. */
  seeLoader(samples: number, batchSize: number, dropLast: boolean): void {
    this.#loaders.set(batchSize, { samples, batchSize, dropLast });
  }

  /** Takes notice of an error that has ended the cell. Returns the error. */
  seen(error: ErrorOutput): ErrorOutput {
    const cell = this.#cell;
    if (cell === undefined) return error;
    const codes = new Map([...this.#sources].map(([executionCount, { code }]) => [executionCount, code]));
    for (const remark of remarksOnError(error, codes)) {
      this.add({ about: lineOf(error, cell), ...remark });
    }
    return error;
  }

  /** The findings for the card of a layer. */
  readonly judge = (layer: Layer, remarks: readonly Remark[], facts: LayerFacts): Finding[] => {
    this.#judged.add(layer);
    const { weight, bias } = facts.call.used?.affine ?? {};
    for (const parameter of [weight, bias]) if (parameter !== undefined) this.#parameters.add(parameter);
    if (facts.call.input.dim() === 2) this.#batchSizes.add(facts.tally.mostValues);
    const ported = this.#ported.see(facts);
    const findings = [...remarks, ...(ported === undefined ? [] : [ported]), ...(this.#remarks.get(layer) ?? [])]
      .map((remark) => this.#findingOf(remark, layer))
      .filter((finding) => finding !== undefined)
      .slice(0, MAX_FINDINGS);
    if (facts.hasCard) return findings;
    this.#rest.push(...findings);
    return [];
  };

  /** What of the ended cell belongs to no card, as an output; none where there is nothing. */
  take(): DisplayOutput[] {
    this.#conclude();
    const findings = this.#rest.slice(0, MAX_FINDINGS);
    this.#forget();
    this.#cell = undefined;
    if (findings.length === 0) return [];
    return [{ type: 'display', data: { [FINDINGS_MIME]: { findings }, [TEXT_MIME]: findingsText(findings) } }];
  }

  /** Lets go of all that the cell has shown: it keeps no layer alive. */
  #forget(): void {
    this.#rest = [];
    this.#remarks = new Map();
    this.#judged = new Set();
    this.#batchSizes = new Set();
    this.#loaders = new Map();
    this.#hasTargets = false;
    this.#told = new Set();
    this.#groups = undefined;
    this.origins.takeMade();
  }

  /** What can be told when the cell has ended. */
  #conclude(): void {
    const cell = this.#cell;
    if (cell === undefined) return;
    for (const layer of this.origins.takeMade()) {
      if (this.#judged.has(layer)) continue;
      this.#addOnLayerWithoutCard(layer, remarksOnMade(layer));
    }
    for (const [layer, remarks] of this.#remarks) {
      if (!this.#judged.has(layer)) this.#addOnLayerWithoutCard(layer, remarks);
    }
    for (const { samples, batchSize, dropLast } of this.#loaders.values()) {
      if (this.#batchSizes.has(batchSize)) this.add(lastBatchOfOne(samples, batchSize, dropLast));
    }
    if (this.#groups !== undefined) {
      this.add(weightDecay(this.#groups, (parameter) => this.#parameters.has(parameter)));
    }
    for (const remark of remarksOnCode(cell.code, cell.executionCount)) this.add(remark);
  }

  #addOnLayerWithoutCard(layer: Layer, remarks: readonly Remark[]): void {
    const findings = remarks.map((remark) => this.#findingOf(remark, layer));
    this.#rest.push(...findings.filter((finding) => finding !== undefined));
  }

  /** A remark with its place and its fix; undefined where nobody wants to see it. */
  #findingOf(remark: Remark, layer: Layer | undefined): Finding | undefined {
    const { code } = remark.finding;
    const cell = this.#cell;
    if (cell === undefined || cell.ignore?.includes(code) === true) return undefined;
    const located = this.#locate(remark, layer);
    if (!isGivenByPosition(remark, located)) return undefined;
    const isAbout = (source: Source | undefined, line: number | undefined): boolean =>
      source !== undefined && isSilenced(source.code, code, line);
    if (isAbout(located?.source, located?.place.line) || isAbout(this.#sources.get(cell.executionCount), undefined)) {
      return undefined;
    }
    if (this.#isTold(remark, located)) return undefined;
    const edits = located && remark.change && editsOf(remark.change, located.source, located.call);
    return {
      ...remark.finding,
      ...(layer === undefined ? {} : { layer: titleOf(layer) }),
      ...(located === undefined ? {} : { place: located.place }),
      ...(edits === undefined || edits.length === 0 ? {} : { fix: { edits } }),
    } as Finding;
  }

  /** Whether a piece of information was told of the same line of code, with the same numbers. */
  #isTold({ finding }: Remark, located: Located | undefined): boolean {
    if (finding.severity !== 'information') return false;
    const { code, values } = finding;
    const key = JSON.stringify([code, values, located?.place]);
    const isTold = this.#told.has(key);
    this.#told.add(key);
    return isTold;
  }

  #locate({ about }: Remark, layer: Layer | undefined): Located | undefined {
    if (isPlace(about)) return locateLine(this.#sources, about, undefined);
    if (isCall(about)) return locateCall(this.#sources, about);
    if (about !== undefined) {
      const owner = this.origins.ofOwner(about);
      return owner && locateLine(this.#sources, owner.place, owner.className);
    }
    if (layer === undefined || typeof layer === 'string') return undefined;
    const origin = this.origins.of(layer);
    return origin && locateLine(this.#sources, origin, classNameOf(layer));
  }
}

/** Whether the argument that a remark is about is given by position, if it has to be. */
function isGivenByPosition({ positional }: Remark, located: Located | undefined): boolean {
  if (positional === undefined) return true;
  return located?.call !== undefined && positionals(located.source, located.call).length > positional;
}

function titleOf(layer: Layer): string {
  return (typeof layer === 'string' ? layer : shortTitle(layer.toString())).slice(0, 200);
}
