import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { io, tensor } from '../../src/engine/index.ts';
import { type Described, described, fileOf, problemOf } from './open.ts';

const FOLDER = new URL('files/', import.meta.url);

/** What engines say of mistakes in programs: a reason to refuse a file is never one of these. */
const UNFORESEEN = /is not (a|an|iterable|defined)\b|Cannot |Invalid |out of |undefined|\[object/;

/** A `.safetensors` file with any header. */
function safetensors(header: string, data: number, length = BigInt(strToU8(header).length)): Uint8Array {
  const start = new Uint8Array(8);
  new DataView(start.buffer).setBigUint64(0, length, true);
  return Uint8Array.from([...start, ...strToU8(header), ...new Uint8Array(data)]);
}

function entry(name: string, shape: unknown, offsets: unknown, dtype = 'F32'): string {
  return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: offsets })}`;
}

function bytesOf(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])),
  );
}

/** A file as PyTorch writes it, with any pickle in it. */
function torchFile(pickle: Uint8Array): Uint8Array {
  return zipSync({ 'archive/data.pkl': pickle, 'archive/data/0': new Uint8Array(8) }, { level: 0 });
}

/** Python's `os.system("touch owned")`, as a pickle that is run while it is loaded. */
const SYSTEM = bytesOf('\x80\x02cposix\nsystem\nX', 11, 0, 0, 0, 'touch owned\x85R.');

function open(name: string, bytes: Uint8Array): Promise<Described> {
  return described(fileOf(name, bytes));
}

describe('Hostile files of tensors', () => {
  it('that would run programs are refused, and run nothing', async () => {
    await assert.rejects(open('x.pt', torchFile(SYSTEM)), /refused: loading it in Python would call posix\.system/);
    const evaluating = bytesOf('\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.');
    await assert.rejects(open('x.pt', torchFile(evaluating)), /refused.*builtins\.eval/);
    await assert.rejects(open('x.pth', SYSTEM), /refused.*posix\.system/);
  });

  it('of foreign classes are shown with what they name', async () => {
    const { file } = await open('x.pt', torchFile(bytesOf('\x80\x02c__main__\nNet\n)\x81.')));
    assert.match(file.warnings.join(), /runs code of __main__\.Net/);
  });

  it('with pickles that contain themselves, nest without end or multiply come to an end', async () => {
    const cyclic = bytesOf('\x80\x02]q', 0, 'h', 0, 'a.');
    assert.deepEqual((await open('x.pt', torchFile(cyclic))).file.tensors, []);
    const deep = bytesOf('\x80\x02', ']'.repeat(100_000), 'a'.repeat(99_999), '.');
    await assert.rejects(open('x.pt', torchFile(deep)), /nested too deeply/);
    // Each list holds the one before it ten times: 10^40 in all.
    const laughs = Array.from(
      { length: 40 },
      (_, i) => `](${`h${String.fromCharCode(i)}`.repeat(10)}eq${String.fromCharCode(i + 1)}`,
    );
    const multiplied = bytesOf('\x80\x02]q\x00', ...laughs, '.');
    await assert.rejects(open('x.pt', torchFile(multiplied)), /too many objects/);
  }).timeout(20_000);

  it('with damaged pickles say so', async () => {
    for (const [pickle, reason] of [
      ['\x80\x02', /ends early/],
      ['\x80\x02.', /takes what it never put/],
      ['\x80\x02h\x05.', /recalls what it never noted/],
      ['\x80\x02e.', /a mark is missing/],
      ['\x80\x02\xff.', /unknown code 255/],
      ['\x80\x02X\xff\xff\xff\xff.', /ends early/],
      [`\x80\x02\x8a\xff${'1'.repeat(255)}.`, /a number of 255 bytes/],
    ] as const) {
      await assert.rejects(open('x.pt', torchFile(bytesOf(pickle))), reason);
    }
  });

  it('with wrong sizes are listed with the reason', async () => {
    const header = `{${[
      entry('good', [2], [0, 8]),
      entry('negative', [-1], [0, 4]),
      entry('fraction', [1.5], [0, 4]),
      entry('huge', [2 ** 40, 2 ** 40], [0, 8]),
      entry(
        'many',
        Array.from({ length: 100 }, () => 1),
        [0, 4],
      ),
      entry('beyond', [4], [0, 16]),
      entry('backwards', [2], [8, 0]),
      entry('short', [2], [0, 4]),
      entry('text', 'no shape', 'no offsets'),
      entry('<img src=x onerror=alert(1)>', [2], [0, 8], 'F4'),
      entry('toString', [2], [0, 8]),
    ].join()}}`;
    const { file, tensors } = await open('x.safetensors', safetensors(header, 8));
    const reasons = Object.fromEntries([...tensors].filter(([, each]) => typeof each === 'string'));
    assert.deepEqual(reasons, {
      negative: 'its shape has a size of -1',
      fraction: 'its shape has a size of 1.5',
      huge: 'its shape 1099511627776 × 1099511627776 has too many elements',
      many: 'its shape has 100 dimensions',
      beyond: 'the file ends before or inside it',
      backwards: 'its offsets are no two positions',
      short: 'its elements reach from byte 0 to 8, but only 4 bytes are there',
      text: 'its offsets are no two positions',
      '<img src=x onerror=alert(1)>': 'elements of type F4 are not read',
    });
    assert.match(file.warnings.join(), /1 tensors overlap others/);
  });

  it('with impossible headers are refused', async () => {
    await assert.rejects(open('x.safetensors', safetensors('{}', 0, 2n ** 63n)), /header claims 9223372036854775808/);
    await assert.rejects(open('x.safetensors', safetensors('{}', 0, 1000n)), /ends inside its header/);
    await assert.rejects(open('x.safetensors', safetensors('{"a":', 0)), /no JSON/);
    await assert.rejects(open('x.safetensors', safetensors('['.repeat(100_000), 0)), /no JSON/);
    await assert.rejects(open('x.safetensors', new Uint8Array(3)), /shorter than the number/);
    await assert.rejects(open('x.npy', new Uint8Array(0)), /empty/);
    await assert.rejects(open('x.npy', strToU8('hello')), /no NumPy array/);
    await assert.rejects(open('x.onnx', strToU8('hello')), /damaged|no graph/);
  });

  it('that unpack to more than they can are refused, whatever they claim', async () => {
    const bomb = zipSync({ 'a.npy': io.saveNpy(tensor(new Array<number>(100_000).fill(0))) });
    const claim = (bytes: number): Uint8Array => {
      const forged = bomb.slice();
      const view = new DataView(forged.buffer);
      // The size unpacked, in the directory at the end.
      const directory = view.getUint32(forged.length - 6, true);
      view.setUint32(directory + 24, bytes, true);
      return forged;
    };
    const said = async (bytes: number): Promise<string> => problemOf(await open('x.npz', claim(bytes)), 'a');
    assert.match(await said(2 ** 31), /impossible/);
    assert.match(await said(1000), /only 872 bytes are there/);
    assert.match(await said(400_132), /unpacks to 400128 bytes, though it claims 400132|^$/);
  });

  it('never do more than to be refused, whatever is changed in them', async () => {
    const files = readdirSync(FOLDER).filter((name) => !name.endsWith('.py'));
    const contents = files.map((name) => [name, readFileSync(new URL(name, FOLDER))] as const);
    const change = fc.record({
      file: fc.constantFrom(...contents),
      cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
      edits: fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.nat(255)), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ file: [name, content], cut, edits }) => {
        const bytes = Uint8Array.from(content.subarray(0, Math.ceil((cut ?? 1) * content.length)));
        for (const [place, byte] of edits) bytes[Math.floor(place * bytes.length)] = byte;
        const reasons = await open(name, bytes).then(
          ({ tensors }) => [...tensors.values()].filter((each) => typeof each === 'string'),
          (error: unknown) => [(error as Error).message],
        );
        for (const reason of reasons) assert.doesNotMatch(reason, UNFORESEEN);
      }),
      { numRuns: 400 },
    );
  }).timeout(60_000);
});
