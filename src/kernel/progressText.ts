const BLOCKS = ' ▏▎▍▌▋▊▉█';
const EIGHTHS = 8;
const BAR_WIDTH = 10;

/** How far a loop is. */
export interface LoopState {
  /** Empty where there is none. */
  readonly description: string;
  readonly done: number;
  /** undefined where it is not known. */
  readonly total: number | undefined;
  readonly seconds: number;
  /** What one step is called: `it`. */
  readonly unit: string;
}

/** `01:05`, or `1:01:05` from an hour on. */
function clock(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  const text = `${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
  return hours === 0 ? text : `${hours}:${text}`;
}

/** Ten characters, filled by eighths. */
function bar(fraction: number): string {
  const eighths = Math.floor(fraction * BAR_WIDTH * EIGHTHS);
  const full = Math.floor(eighths / EIGHTHS);
  const part = full < BAR_WIDTH ? BLOCKS[eighths % EIGHTHS]! : '';
  return ('█'.repeat(full) + part).padEnd(BAR_WIDTH);
}

/** Count, time, time left and rate: `42/100 [00:05<00:07,  8.30it/s]`. */
export function countText({ done, total, seconds, unit }: LoopState): string {
  const rate = seconds > 0 && done > 0 ? done / seconds : undefined;
  const number = (value: number): string => value.toFixed(2).padStart(5);
  const speed =
    rate === undefined ? `?${unit}/s` : rate < 1 ? `${number(1 / rate)}s/${unit}` : `${number(rate)}${unit}/s`;
  if (total === undefined) return `${done}${unit} [${clock(seconds)}, ${speed}]`;
  const left = rate === undefined ? '?' : clock(Math.max(0, total - done) / rate);
  return `${done}/${total} [${clock(seconds)}<${left}, ${speed}]`;
}

/** With what it is called: `train: 42/100 [00:05<00:07,  8.30it/s]`. */
export function namedText(state: LoopState): string {
  return `${state.description === '' ? '' : `${state.description}: `}${countText(state)}`;
}

/** The line that tqdm prints (https://tqdm.github.io): `train:  42%|████▏     | 42/100 [00:05<00:07,  8.30it/s]`. */
export function progressLine(state: LoopState): string {
  const { description, done, total } = state;
  if (total === undefined || total === 0) return namedText({ ...state, total: undefined });
  const fraction = Math.min(1, done / total);
  const percent = (fraction * 100).toFixed(0).padStart(3);
  return `${description === '' ? '' : `${description}: `}${percent}%|${bar(fraction)}| ${countText(state)}`;
}
