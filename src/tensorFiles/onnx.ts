import { type ByteSource, inMemory } from './byteSource.ts';
import { type ByteStream, storedBytes } from './byteStream.ts';
import { type ElementType, elementType } from './elementTypes.ts';
import { TensorFileError } from './errors.ts';
import { type ProtobufField, ProtobufReader } from './protobuf.ts';
import { listed, storedTensor, type StoredTensor, unreadable } from './storedTensor.ts';
import type { TensorDirectory } from './tensorDirectory.ts';

/** The numbers of fields and types (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8, metadata: 14 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, sparseInitializer: 15 } as const;
const NODE = { output: 2, name: 3, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, tensor: 5, graph: 6 } as const;
const TENSOR = {
  dims: 1,
  dataType: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  uint64s: 11,
  external: 13,
  location: 14,
} as const;

const DATA_TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8_e4m3fn',
  18: 'float8_e4m3fnuz',
  19: 'float8_e5m2',
  20: 'float8_e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4_e2m1',
};

const EXTERNAL = 1n;
const MOST_TENSORS = 100_000;
const MOST_DEPTH = 20;
/** Numbers that are written one by one are for small tensors. */
const MOST_VARINTS = 2 ** 20;

/** Elements that are numbers of any length in the file, as bytes of their type. */
async function unpackedVarints(numbers: readonly bigint[], type: ElementType): Promise<ByteStream> {
  const bytes = new Uint8Array(numbers.length * type.bytes);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, i) => {
    const at = i * type.bytes;
    if (type.bytes === 8) view.setBigUint64(at, BigInt.asUintN(64, number), true);
    else if (type.bytes === 4) view.setUint32(at, Number(BigInt.asUintN(32, number)), true);
    else if (type.bytes === 2) view.setUint16(at, Number(BigInt.asUintN(16, number)), true);
    else bytes[at] = Number(BigInt.asUintN(8, number));
  });
  return Promise.resolve(storedBytes(inMemory(bytes), 0, bytes.length));
}

class OnnxReader {
  readonly tensors: StoredTensor[] = [];
  readonly metadata: [name: string, text: string][] = [];
  readonly warnings: string[] = [];
  readonly #source: ByteSource;
  readonly #reader: ProtobufReader;
  #sparse = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#reader = new ProtobufReader(source);
  }

  async readModel(): Promise<void> {
    let [hasVersion, hasGraph] = [false, false];
    for await (const field of this.#reader.fields(0, this.#source.size)) {
      if (field.number === MODEL.irVersion && field.isNumber) {
        hasVersion = true;
        this.metadata.push(['ir_version', String(field.value)]);
      } else if (field.number === MODEL.producer) {
        this.metadata.push(['producer', await this.#reader.text(field)]);
      } else if (field.number === MODEL.metadata) await this.#readMetadata(field);
      else if (field.number === MODEL.graph && !field.isNumber) {
        hasGraph = true;
        await this.#readGraph(field, 0);
      }
    }
    if (!hasVersion || !hasGraph) throw new TensorFileError('it is no ONNX model: it has no graph');
    if (this.#sparse > 0) this.warnings.push(`${this.#sparse} sparse tensors are not read.`);
  }

  async #readMetadata({ start, end }: ProtobufField): Promise<void> {
    const texts: string[] = [];
    for await (const field of this.#reader.fields(start, end)) texts[field.number] = await this.#reader.text(field);
    this.metadata.push([texts[1] ?? '', texts[2] ?? '']);
  }

  async #readGraph({ start, end }: ProtobufField, depth: number): Promise<void> {
    if (depth > MOST_DEPTH) throw new TensorFileError('its graphs are nested too deeply');
    for await (const field of this.#reader.fields(start, end)) {
      if (field.isNumber) continue;
      if (field.number === GRAPH.initializer) await this.#readTensor(field, '');
      else if (field.number === GRAPH.node) await this.#readNode(field, depth);
      else if (field.number === GRAPH.sparseInitializer) this.#sparse++;
    }
  }

  /** A node may hold tensors, for instance one that is a constant, and graphs. */
  async #readNode({ start, end }: ProtobufField, depth: number): Promise<void> {
    let name = '';
    const attributes: ProtobufField[] = [];
    for await (const field of this.#reader.fields(start, end)) {
      if (field.isNumber) continue;
      if (field.number === NODE.output && name === '') name = await this.#reader.text(field);
      else if (field.number === NODE.attribute) attributes.push(field);
    }
    for (const attribute of attributes) {
      for await (const field of this.#reader.fields(attribute.start, attribute.end)) {
        if (field.isNumber) continue;
        if (field.number === ATTRIBUTE.tensor) await this.#readTensor(field, name);
        else if (field.number === ATTRIBUTE.graph) await this.#readGraph(field, depth + 1);
      }
    }
  }

  async #readTensor({ start, end }: ProtobufField, nodeName: string): Promise<void> {
    if (this.tensors.length >= MOST_TENSORS) throw new TensorFileError(`it has more than ${MOST_TENSORS} tensors`);
    const shape: number[] = [];
    const numbers: bigint[] = [];
    let [name, dtype, external, isExternal] = ['', '?', '', false];
    let content: ProtobufField | undefined;
    for await (const field of this.#reader.fields(start, end)) {
      switch (field.number) {
        case TENSOR.dims:
          for await (const size of this.#varintsOf(field)) shape.push(Number(BigInt.asIntN(64, size)));
          break;
        case TENSOR.dataType:
          dtype = DATA_TYPES[Number(field.value)] ?? `type ${field.value}`;
          break;
        case TENSOR.name:
          name = await this.#reader.text(field);
          break;
        case TENSOR.raw:
        case TENSOR.floats:
        case TENSOR.doubles:
          content = field;
          break;
        case TENSOR.int32s:
        case TENSOR.int64s:
        case TENSOR.uint64s:
          for await (const number of this.#varintsOf(field)) {
            if (numbers.push(number) > MOST_VARINTS) throw new TensorFileError('a tensor has too many single numbers');
          }
          break;
        case TENSOR.external:
          external ||= await this.#externalLocation(field);
          break;
        case TENSOR.location:
          isExternal = field.value === EXTERNAL;
          break;
      }
    }
    const title = name === '' ? nodeName : name;
    const problem = isExternal ? `its elements are in another file, ${external}, which is not read` : undefined;
    this.tensors.push(
      problem === undefined
        ? await this.#listed(title, dtype, shape, content, numbers)
        : unreadable(title, dtype, shape, problem),
    );
  }

  async #listed(
    name: string,
    dtype: string,
    shape: readonly number[],
    content: ProtobufField | undefined,
    numbers: readonly bigint[],
  ): Promise<StoredTensor> {
    const type = elementType(dtype);
    if (type === undefined) return unreadable(name, dtype, shape, `elements of type ${dtype} are not read`);
    const data =
      content === undefined
        ? await unpackedVarints(numbers, type)
        : storedBytes(this.#source, content.start, content.end - content.start);
    return listed(name, dtype, shape, () => storedTensor({ name, shape }, type, data));
  }

  async *#varintsOf(field: ProtobufField): AsyncGenerator<bigint> {
    if (field.isNumber) yield field.value;
    else yield* this.#reader.packedVarints(field.start, field.end);
  }

  async #externalLocation({ start, end }: ProtobufField): Promise<string> {
    const texts: string[] = [];
    for await (const field of this.#reader.fields(start, end))
      texts[field.number] = await this.#reader.text(field, 200);
    return texts[1] === 'location' ? (texts[2] ?? '') : '';
  }
}

/** The initializers and constants of an ONNX model. Throws TensorFileError where the file is none. */
export async function readOnnx(source: ByteSource): Promise<TensorDirectory> {
  const reader = new OnnxReader(source);
  await reader.readModel();
  const { tensors, metadata, warnings } = reader;
  return { format: 'onnx', tensors, metadata, warnings };
}
