const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** `412 MB`, `1.2 GB`: memory for people, in steps of 1,024. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let [size, unit] = [bytes / 1024, 0];
  while (size >= 999.5 && unit < UNITS.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${size < 9.95 && unit > 1 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** `38 ms`, `2.1 s`, `12 s`, `3:05 min`, `1:02:05 h`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9950) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number): string => String(Math.floor(value) % 60).padStart(2, '0');
  const isLong = seconds >= 3600;
  return isLong
    ? `${Math.floor(seconds / 3600)}:${two(seconds / 60)}:${two(seconds)} h`
    : `${Math.floor(seconds / 60)}:${two(seconds)} min`;
}
