import type { Loader, LoggerInterface } from 'vega';

/**
 * `loader` of Vega's, made to load nothing; `report` is told why. Charts come from notebooks that anybody may have
 * written: they show their own data and reach for nothing else.
 */
export function refusingLoader(loader: Loader, report: (error: Error) => void = () => undefined): Loader {
  const refuse = (uri: string): Promise<never> => {
    const error = new Error(`This chart wants to load ${uri}. Charts here show only the data they carry.`);
    report(error);
    return Promise.reject(error);
  };
  return { ...loader, load: refuse, sanitize: refuse, http: refuse, file: refuse };
}

/**
 * A logger for Vega and Vega-Lite that tells `report` of errors and nobody of the rest: what they merely remark on is of
 * no use to a reader, and a kernel's console belongs to its cells.
 */
export function quietLogger(report: (error: unknown) => void = () => undefined): LoggerInterface {
  const quiet = (): LoggerInterface => logger;
  const logger = {
    level: quiet,
    warn: quiet,
    info: quiet,
    debug: quiet,
    error: (...parts: readonly unknown[]) => {
      report(parts[0]);
      return logger;
    },
  } as LoggerInterface;
  return logger;
}
