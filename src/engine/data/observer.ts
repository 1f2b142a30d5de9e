/** A loop over a loader, as an observer follows it. */
export interface ObservedPass {
  /** The loop is done with a batch. */
  next(): void;
  /** The loop has ended, wherever it was. */
  end(): void;
}

/** What a pass goes through. */
export interface PassedLoader {
  readonly dataset: { readonly length: number };
  readonly batchSize: number;
  readonly dropLast: boolean;
}

export type PassObserver = (batches: number, loader: PassedLoader) => ObservedPass | undefined;

const observers = new Set<PassObserver>();

/** Calls `observer` where a loop over a loader begins, with how many batches come and from where. Returns a function that ends this. */
export function observePasses(observer: PassObserver): () => void {
  observers.add(observer);
  return () => {
    observers.delete(observer);
  };
}

/** The batches of one pass, of which observers are told. */
export function* observedPass<Batch>(count: number, batches: Iterable<Batch>, loader: PassedLoader): Generator<Batch> {
  const passes = [...observers].map((observer) => observer(count, loader));
  try {
    for (const batch of batches) {
      yield batch;
      for (const pass of passes) pass?.next();
    }
  } finally {
    for (const pass of passes) pass?.end();
  }
}
