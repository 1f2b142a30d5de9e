import type { Series } from '../palette.ts';

const stages: Readonly<Record<Series, string>> = {
  input: 'input x',
  normalized: 'normalized x̂',
  output: 'output y',
};

/** `3 channels`. */
function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Every text of a card, in English. */
export const english = {
  /** Its tag in HTML. */
  htmlLanguage: 'en',
  stages,
  gradients: { output: '∂L/∂y', input: '∂L/∂x' },
  training: 'training',
  evaluation: 'evaluation',
  inputStatistics: "the input's statistics",
  runningStatistics: 'running statistics',
  values: (count: string, one: boolean) => `${count} ${one ? 'value' : 'values'}`,
  throughput: (rate: string) => `${rate} values/s`,
  lastOfCalls: (calls: number) => `last of ${calls} calls`,
  /** What a set is called: the engine's name of it. */
  setName: (name: string) => name,
  countedSets: counted,
  shownSets: (shown: number, count: number, name: string) =>
    `${shown.toLocaleString('en-US')} of ${counted(count, name)}, those farthest from the rest`,
  /** One set: `channel 7`; `at` names its place where several dimensions tell sets apart. */
  oneSet: (name: string, at: string) => `${name} ${at}`,
  meanAndStd: 'mean and σ',
  rootMeanSquare: 'root mean square',
  sharedBy: (statistic: string, name: string, over: string, all: string) =>
    `one ${statistic} for each ${name}, shared over ${over} (${all})`,
  shared: (statistic: string, over: string) => `shared ${statistic}: ${over}`,
  drawing: (columns: string, rows: string, selected: string, statistic: string, over: string) =>
    `The tensor as ${columns} across and ${rows} down. Filled: the elements of ${selected}, which share one ${statistic} over ${over}.`,
  mean: 'mean',
  std: 'σ',
  min: 'min',
  max: 'max',
  notFinite: 'NaN / ±Inf',
  value: 'value',
  density: 'density',
  share: 'share',
  allValues: 'All values',
  noValues: 'there were no values',
  notShown: (reason: string) => `This output cannot be shown (${reason}). Run its cell again.`,
  densityOver: 'density',
  dottedNormal: 'dotted: N(0, 1)',
  ownScales: (ratio: string) => `each on its own scale, for they differ ${ratio} times`,
  farApart: 'each on its own axis, for they lie far apart',
  sampled: (count: string) => `from ${count} evenly spaced values`,
  perSet: (name: string) => `Per ${name}`,
  meansOf: (what: string) => `mean ± σ of ${what}`,
  logarithmic: 'logarithmic away from 0',
  outliersMarked: (count: number) => `▾ ${count} far from the rest`,
  brokenMarked: (count: number) => `✕ ${count} not finite`,
  formulaOfSet: (set: string) => `with the numbers of ${set}`,
  varyWithin: (names: string, set: string) => `${names} vary within a ${set}`,
  running: 'Running statistics',
  runningSubtitle: (set: string) => `mean ± σ of ${set} over the updates`,
  halfLife: (momentum: string, updates: string) =>
    `momentum ${momentum}: half of the past is forgotten after ${updates} updates`,
  cumulative: 'momentum None: the average of all batches',
  batch: 'batch',
  runningSeries: 'running',
  update: 'update',
  gradient: 'Gradient',
  gradientSubtitle: 'of the loss, after and before the layer',
  gradientOfCall: (call: number) => `in call ${call}, the last that it went back through`,
  gradientHistory: 'Gradient over passes',
  gradientHistorySubtitle: (passes: number) => `σ over ${passes} backward passes, on a logarithmic scale`,
  vanishedMarked: (count: number) => `○ ${count} with σ = 0`,
  pass: 'pass',
  search: (name: string) => `Go to ${name}`,
  sort: 'Order',
  byIndex: 'by index',
  byDeviation: 'farthest first',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  pageOf: (page: number, pages: number) => `${page} of ${pages}`,
  showAll: 'All values',
  noDetail: 'The distribution of this one was not saved. Run the cell again to see it.',
  loadingDetail: 'Asking the kernel …',
  numbers: 'Statistics of each stage',
  data: (name: string) => `Data of each ${name}`,
  savePng: 'Save as PNG',
  saveSvg: 'Save as SVG',
  copy: 'Copy',
  copyImage: 'Copy image',
  copied: 'Copied',
  copyFailed: 'This page may not write to the clipboard.',
  copyCsv: 'Copy data as CSV',
  openSpecification: 'Open the Vega-Lite specification',
  actions: 'Actions of this card',
  chart: 'Chart',
  chartOf: (y: string, x: string) => `Chart of ${y} against ${x}`,
  progress: 'Progress',
  inRange: (low: string, high: string) => `${low} to ${high}`,
} as const;
