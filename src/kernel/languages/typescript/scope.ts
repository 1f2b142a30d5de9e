/**
 * The names that the cells of a notebook share. Cells reach a name as a property of {@link NotebookScope.names}:
 * first the notebook's own variables, then what the kernel provides (the engine), then the host's globals; a name that
 * is nowhere throws a ReferenceError, as it would outside a notebook.
 */
export class NotebookScope {
  readonly names: Record<string, unknown>;
  readonly #constants = new Set<string>();

  constructor(provided: Readonly<Record<string, unknown>>) {
    const missing = new Proxy(Object.create(null) as object, {
      get: (_, name) => {
        if (Reflect.has(globalThis, name)) return Reflect.get(globalThis, name) as unknown;
        throw new ReferenceError(`${String(name)} is not defined`);
      },
      set: (_, name, value, receiver: object) =>
        Reflect.defineProperty(receiver, name, { value, writable: true, enumerable: true, configurable: true }),
    });
    const library: object = Object.assign(Object.create(missing) as object, provided);
    this.names = Object.create(library) as Record<string, unknown>;
  }

  /** Whether a cell has declared `name` or the kernel provides it. */
  has(name: string): boolean {
    return name in this.names;
  }

  isConstant(name: string): boolean {
    return this.#constants.has(name);
  }

  /** Notes how a cell declares `name`: the latest declaration counts. */
  declare(name: string, constant: boolean): void {
    if (constant) this.#constants.add(name);
    else this.#constants.delete(name);
  }
}
