/**
 * What a pickle describes, as plain data: nothing that it names is looked up, and nothing that it calls is called. Lists,
 * tuples and sets are arrays, dictionaries are maps.
 */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickledGlobal
  | PickledCall
  | PickledReference
  | Pickled[]
  | PickledMap;

export type PickledMap = Map<Pickled, Pickled>;

/** A class or function that the pickle names. */
export class PickledGlobal {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  get fullName(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What would come of a call. */
export class PickledCall {
  readonly callee: Pickled;
  readonly args: Pickled;
  /** What would be appended to it, or set in it. */
  readonly items: Pickled[] = [];
  readonly entries: PickledMap = new Map();
  /** What it would be given by `__setstate__`. */
  state: Pickled = null;

  constructor(callee: Pickled, args: Pickled) {
    this.callee = callee;
    this.args = args;
  }
}

/** What lies outside of the pickle, by what names it there. */
export class PickledReference {
  readonly id: Pickled;

  constructor(id: Pickled) {
    this.id = id;
  }
}
