import { TensorFileError } from './errors.ts';
import { type Pickled, PickledCall, PickledGlobal, PickledReference } from './pickled.ts';

/** Between a mark and what was pushed since. */
const MARK = Symbol('mark');

/** Python's own integers may be longer; none of ours is. */
const MOST_INTEGER_BYTES = 32;

function damaged(reason: string): TensorFileError {
  return new TensorFileError(`its pickle is damaged: ${reason}`);
}

/** Little-endian, in two's complement. */
function integerOf(bytes: Uint8Array): number | bigint {
  if (bytes.length > MOST_INTEGER_BYTES) throw damaged(`it holds a number of ${bytes.length} bytes`);
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return narrow(BigInt.asIntN(8 * bytes.length, value));
}

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function writtenInteger(text: string): number | bigint | boolean {
  if (text === '00' || text === '01') return text === '01';
  const digits = text.replace(/L$/, '');
  if (!/^[+-]?\d{1,80}$/.test(digits)) throw damaged(`'${text.slice(0, 20)}' is no number`);
  return narrow(BigInt(digits));
}

/** The pickle machine (https://docs.python.org/3/library/pickletools.html), protocols 0 to 5. */
class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: (Pickled | typeof MARK)[] = [];
  readonly #memo = new Map<number, Pickled>();
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  run(): Pickled {
    for (;;) {
      const code = this.#take(1)[0]!;
      if (code === 0x2e) return this.#pop();
      this.#step(String.fromCharCode(code), code);
    }
  }

  #take(length: number): Uint8Array {
    const end = this.position + length;
    if (end > this.#bytes.length) throw damaged('it ends early');
    const taken = this.#bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }

  #number(size: 1 | 2 | 4 | 8): number {
    const at = this.position;
    this.#take(size);
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at, true);
    return size === 4 ? this.#view.getUint32(at, true) : Number(this.#view.getBigUint64(at, true));
  }

  #text(size: 1 | 4 | 8): string {
    return new TextDecoder().decode(this.#take(this.#number(size)));
  }

  #latin1(size: 1 | 4): string {
    return Buffer.from(this.#take(this.#number(size))).toString('latin1');
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.position);
    if (end < 0) throw damaged('it ends early');
    const text = new TextDecoder().decode(this.#bytes.subarray(this.position, end));
    this.position = end + 1;
    return text;
  }

  #push(value: Pickled): void {
    this.#stack.push(value);
  }

  #pop(): Pickled {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw damaged('it takes what it never put');
    return value;
  }

  #popString(): string {
    const value = this.#pop();
    if (typeof value !== 'string') throw damaged('a name in it is no text');
    return value;
  }

  #top(): Pickled {
    const value = this.#pop();
    this.#push(value);
    return value;
  }

  /** What was pushed since the last mark. */
  #popMarked(): Pickled[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw damaged('a mark is missing');
    const values = this.#stack.splice(at).slice(1);
    return values as Pickled[];
  }

  #popMany(count: number): Pickled[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  #append(values: readonly Pickled[]): void {
    const list = this.#top();
    const items = list instanceof PickledCall ? list.items : list;
    if (!Array.isArray(items)) throw damaged('it appends to what is no list');
    for (const value of values) items.push(value);
  }

  #set(pairs: readonly Pickled[]): void {
    const target = this.#top();
    const map = target instanceof PickledCall ? target.entries : target;
    if (!(map instanceof Map)) throw damaged('it sets entries of what is no dictionary');
    if (pairs.length % 2 !== 0) throw damaged('a value of a dictionary is missing');
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i]!, pairs[i + 1]!);
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw damaged('it recalls what it never noted');
    this.#push(value);
  }

  #step(code: string, byte: number): void {
    switch (code) {
      // Frames and protocols change nothing in what is described.
      case '\x80':
        this.#take(1);
        return;
      case '\x95':
        this.#take(8);
        return;
      case '(':
        this.#stack.push(MARK);
        return;
      case '0':
        this.#stack.pop();
        return;
      case '1':
        this.#popMarked();
        return;
      case '2':
        this.#push(this.#top());
        return;
      case 'N':
        this.#push(null);
        return;
      case '\x88':
      case '\x89':
        this.#push(code === '\x88');
        return;
      default:
        if (!this.#pushNumber(code) && !this.#pushText(code) && !this.#memorize(code)) this.#build(code, byte);
    }
  }

  #pushNumber(code: string): boolean {
    switch (code) {
      case 'I':
      case 'L':
        this.#push(writtenInteger(this.#line()));
        return true;
      case 'J':
        this.#push(this.#number(4) | 0);
        return true;
      case 'K':
        this.#push(this.#number(1));
        return true;
      case 'M':
        this.#push(this.#number(2));
        return true;
      case 'F':
        this.#push(Number(this.#line()));
        return true;
      case 'G':
        this.#take(8);
        this.#push(this.#view.getFloat64(this.position - 8));
        return true;
      case '\x8a':
        this.#push(integerOf(this.#take(this.#number(1))));
        return true;
      case '\x8b':
        this.#push(integerOf(this.#take(this.#number(4))));
        return true;
      default:
        return false;
    }
  }

  #pushText(code: string): boolean {
    switch (code) {
      case 'S':
        this.#push(this.#line().slice(1, -1));
        return true;
      case 'V':
        this.#push(this.#line());
        return true;
      case 'T':
      case 'U':
        this.#push(this.#latin1(code === 'T' ? 4 : 1));
        return true;
      case 'X':
        this.#push(this.#text(4));
        return true;
      case '\x8c':
        this.#push(this.#text(1));
        return true;
      case '\x8d':
        this.#push(this.#text(8));
        return true;
      case 'B':
        this.#push(this.#take(this.#number(4)));
        return true;
      case 'C':
        this.#push(this.#take(this.#number(1)));
        return true;
      case '\x8e':
      case '\x96':
        this.#push(this.#take(this.#number(8)));
        return true;
      default:
        return false;
    }
  }

  #memorize(code: string): boolean {
    switch (code) {
      case 'p':
        this.#memo.set(Number(this.#line()), this.#top());
        return true;
      case 'q':
        this.#memo.set(this.#number(1), this.#top());
        return true;
      case 'r':
        this.#memo.set(this.#number(4), this.#top());
        return true;
      case '\x94':
        this.#memo.set(this.#memo.size, this.#top());
        return true;
      case 'g':
        this.#recall(Number(this.#line()));
        return true;
      case 'h':
        this.#recall(this.#number(1));
        return true;
      case 'j':
        this.#recall(this.#number(4));
        return true;
      default:
        return false;
    }
  }

  #build(code: string, byte: number): void {
    switch (code) {
      case ']':
      case ')':
      case '\x8f':
        this.#push([]);
        return;
      case 'l':
      case 't':
      case '\x91':
        this.#push(this.#popMarked());
        return;
      case '\x85':
      case '\x86':
      case '\x87':
        this.#push(this.#popMany(byte - 0x84));
        return;
      case '}':
        this.#push(new Map());
        return;
      case 'd': {
        const pairs = this.#popMarked();
        this.#push(new Map());
        this.#set(pairs);
        return;
      }
      case 'a':
        this.#append([this.#pop()]);
        return;
      case 'e':
      case '\x90':
        this.#append(this.#popMarked());
        return;
      case 's':
        this.#set(this.#popMany(2));
        return;
      case 'u':
        this.#set(this.#popMarked());
        return;
      default:
        this.#call(code, byte);
    }
  }

  #call(code: string, byte: number): void {
    switch (code) {
      case 'c':
        this.#push(new PickledGlobal(this.#line(), this.#line()));
        return;
      case '\x93': {
        const name = this.#popString();
        this.#push(new PickledGlobal(this.#popString(), name));
        return;
      }
      case 'R':
      case '\x81': {
        const args = this.#pop();
        this.#push(new PickledCall(this.#pop(), args));
        return;
      }
      case '\x92': {
        const named = this.#pop();
        const args = this.#pop();
        this.#push(new PickledCall(this.#pop(), [args, named]));
        return;
      }
      case 'i':
        this.#push(new PickledCall(new PickledGlobal(this.#line(), this.#line()), this.#popMarked()));
        return;
      case 'o': {
        const [callee = null, ...args] = this.#popMarked();
        this.#push(new PickledCall(callee, args));
        return;
      }
      case 'b': {
        const state = this.#pop();
        const target = this.#top();
        if (target instanceof PickledCall) target.state = state;
        return;
      }
      case 'P':
        this.#push(new PickledReference(this.#line()));
        return;
      case 'Q':
        this.#push(new PickledReference(this.#pop()));
        return;
      default:
        throw damaged(`it has the unknown code ${byte} at ${this.position - 1}`);
    }
  }
}

/** What the pickle that begins at `start` describes, and where it ends. Throws TensorFileError where it is damaged. */
export function readPickle(bytes: Uint8Array, start = 0): { readonly value: Pickled; readonly end: number } {
  const machine = new Machine(bytes, start);
  const value = machine.run();
  return { value, end: machine.position };
}
