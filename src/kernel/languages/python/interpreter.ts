import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { PyodideAPI } from 'pyodide';
import type { PyCallable, PyProxy } from 'pyodide/ffi';
import { type NormalizationCall, Tensor } from '../../../engine/index.ts';
import type { Findings } from '../../findings/findings.ts';
import type { MadeAt } from '../../findings/origins.ts';
import { onCollectingGarbage } from '../../nativeKernels.ts';
import type { WatchPoints } from '../../watchPoints.ts';
import { STOP_SIGNAL } from '../../control.ts';
import { type CallNames, isInputOf } from '../language.ts';
import type { Shared } from '../sharedNames.ts';
import { Bridge, type Extras } from './bridge/bridge.ts';
import { autogradFunctions } from './bridge/autograd.ts';
import { findingFunctions } from './bridge/findings.ts';
import { layerFunctions } from './bridge/layers.ts';
import { diagnosisFunctions } from './bridge/diagnosis.ts';
import { experimentFunctions } from './bridge/experiments.ts';
import { foldingFunctions } from './bridge/folding.ts';
import { figureFunctions } from './bridge/figures.ts';
import { type ShowRun, watchFunctions } from './bridge/watching.ts';
import { watchPointFunctions } from './bridge/watchPoints.ts';
import { moduleFunctions } from './bridge/modules.ts';
import { operationFunctions } from './bridge/operations.ts';
import { optimizerFunctions } from './bridge/optimizers.ts';
import { numpyGenerators, torchGenerators } from './bridge/randomNumbers.ts';
import { tensorFunctions } from './bridge/tensors.ts';
import { twinFunctions } from './bridge/twin.ts';
import { type Breaking, watchForBreaking } from './breaking.ts';
import { chartFileFunctions } from './chartFiles.ts';
import { PythonModule } from './pythonModule.ts';
import { Snapshot } from './snapshot.ts';
import { StopSignal } from './stopSignal.ts';

/** What Python asks of the kernel. */
export interface PythonHost {
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Shows a value; `executionCount` where it is that of the cell's last expression. */
  display(bundle: Record<string, unknown>, executionCount?: number): void;
  /** Shows a value in place of what the running cell shows under the name `id`. */
  displayLive(id: string, bundle: Record<string, unknown>): void;
  /** Shows a training run of a model of Python's. */
  showRun: ShowRun;
  /** What is noticed of layers. */
  findings: Findings;
  /** Conditions that end cells. */
  readonly watchPoints: WatchPoints;
  /** Tells the window how far the cell is; nothing, where `text` is empty. */
  reportProgress(text: string): void;
  /** Takes away what the cell has shown, now or when it shows something again. */
  clear(wait: boolean): void;
  /** Asks the user for a line; undefined where nobody can be asked. */
  input(prompt: string, isPassword: boolean): string | undefined;
  /** Waits, or returns early where the cell is stopped. */
  sleep(milliseconds: number): void;
}

export interface InterpreterOptions {
  /** The folder with Pyodide and the archive of our modules. */
  readonly pythonFolder: URL;
  /** The folder that Python code sees as its working directory. */
  readonly folder: string;
  /** Where a snapshot may be kept; undefined: start anew each time. */
  readonly cacheFolder: string | undefined;
  /** Its first byte is set to 2 where the running code is to be stopped. */
  readonly interruptBuffer: Uint8Array;
}

/** A name as `sharing.exported` lists it; `number` is a handle, a module's number, or Python's identity of a module. */
type ExportedName = [
  name: string,
  kind: 'tensor' | 'engine' | 'module',
  number: number,
  module: PyProxy | null | undefined,
];

/** An empty lock file: nothing is ever downloaded. */
const LOCK_FILE = {
  info: {
    abi_version: '2026_0',
    arch: 'wasm32',
    platform: 'emscripten_5_0_3',
    python: '3.14.2',
    version: '314.0.7',
  },
  packages: {},
} as const;

/** Where our modules lie for Python, in an archive as the standard library does; their compiled code names it. */
const MODULES_ARCHIVE = '/lib/normscope.zip';

/** The bridge's module and Pyodide's own objects, by the names that a snapshot keeps of them. */
const BRIDGE_MODULE = '(bridge)';

/** What we use of Emscripten's file system (https://emscripten.org/docs/api_reference/Filesystem-API.html). */
interface FileSystem {
  readonly filesystems: { readonly NODEFS: object };
  mkdirTree(folder: string): void;
  writeFile(file: string, content: Uint8Array): void;
  mount(type: object, options: { readonly root: string }, place: string): void;
  chdir(folder: string): void;
}

function fileSystemOf(python: PyodideAPI): FileSystem {
  return python.FS as FileSystem;
}

/** CPython in WebAssembly with our modules, ready to run cells. */
export class Interpreter {
  readonly bridge: Bridge;
  readonly python: PyodideAPI;
  /** The module that tells of variables. */
  readonly variables: PyProxy;
  readonly #cells: PyProxy;
  readonly #sharing: PyProxy;
  readonly #breaking: Breaking;
  /** The modules that TypeScript cells know, by Python's identity of them. */
  readonly #pythonModules = new Map<number, PythonModule>();

  private constructor(python: PyodideAPI, bridge: Bridge, breaking: Breaking) {
    this.#breaking = breaking;
    this.python = python;
    this.bridge = bridge;
    this.variables = python.pyimport('_normscope.variables') as PyProxy;
    this.#cells = python.pyimport('_normscope.cells') as PyProxy;
    this.#sharing = python.pyimport('_normscope.sharing') as PyProxy;
  }

  /** Rejects when the interpreter breaks. */
  get broken(): Promise<never> {
    return this.#breaking.promise;
  }

  /** Has a cell that waits end; one that computes is stopped by the interrupt buffer. */
  cancel(): void {
    try {
      this.function('cancel')();
    } catch (error) {
      this.#breaking.break(error);
    }
  }

  /** Takes the interpreter for broken: it was torn from its code, and cannot go on. */
  abandon(reason: Error): void {
    this.#breaking.break(reason);
  }

  /** The tensors and modules that Python's names are bound to. */
  exportedNames(): Map<string, Shared> {
    const names = new Map<string, Shared>();
    const list = this.#sharedFunction('exported')() as PyProxy;
    for (const [name, kind, number, module] of list.toJs() as ExportedName[]) {
      if (kind === 'tensor') names.set(name, this.bridge.handles.get(number));
      else if (kind === 'engine')
        names.set(name, this.bridge.kept.get(number) as Exclude<Shared, Tensor | PythonModule>);
      else if (module !== undefined && module !== null) names.set(name, this.#pythonModule(number, module));
    }
    list.destroy();
    return names;
  }

  /** Binds a name in Python's cells. */
  bind(name: string, value: Shared): void {
    if (value instanceof PythonModule) return;
    if (value instanceof Tensor) this.#sharedFunction('bind_tensor')(name, this.bridge.handles.put(value));
    else this.#sharedFunction('bind_module')(name, this.bridge.kept.find(value) ?? this.bridge.kept.put(value));
  }

  /** The expressions by which Python's cells reach what was called. */
  namesOf(call: NormalizationCall): CallNames {
    const { kept, handles } = this.bridge;
    const list = this.#sharedFunction('expressions')() as PyProxy;
    const expressions = list.toJs() as [expression: string, kind: 'tensor' | 'layer', number: number][];
    list.destroy();
    const named = (wanted: string, isIt: (number: number) => boolean): string | undefined =>
      expressions.find(([, kind, number]) => kind === wanted && isIt(number))?.[0];
    return {
      layer: named('layer', (number) => kept.get(number) === call.source),
      input: named('tensor', (handle) => isInputOf(call, handles.get(handle))),
    };
  }

  /** Where a cell made the module that learns `parameter`. */
  #placeOfOwner(parameter: Tensor): MadeAt | undefined {
    const handle = this.bridge.handles.find(parameter);
    const found = handle === undefined ? undefined : (this.function('owner_of')(handle) as PyProxy | undefined);
    if (found === undefined) return undefined;
    const [executionCount, line, className] = found.toJs() as [number, number, string];
    found.destroy();
    return { place: { executionCount, line }, className };
  }

  #sharedFunction(name: string): PyCallable {
    return (this.#sharing as unknown as Record<string, PyCallable>)[name]!;
  }

  #pythonModule(identity: number, module: PyProxy): PythonModule {
    const known = this.#pythonModules.get(identity);
    if (known !== undefined) {
      known.refresh();
      return known;
    }
    const made = new PythonModule(
      module,
      identity,
      {
        describe: (described) => (this.#sharedFunction('describe')(described) as PyProxy).toJs() as never,
        run: (called, ...handles) => this.#sharedFunction('run')(called, ...handles) as number,
      },
      this.bridge.handles,
    );
    this.#pythonModules.set(identity, made);
    return made;
  }

  /** A function of `_normscope.cells`. */
  function(name: string): PyCallable {
    return (this.#cells as unknown as Record<string, PyCallable>)[name]!;
  }

  /** An interpreter that knows the names of `given`. It listens to stops from its end on: half started it is of no use. */
  static async start(
    options: InterpreterOptions,
    host: PythonHost,
    given: ReadonlyMap<string, Shared>,
  ): Promise<Interpreter> {
    const bridge = new Bridge((made) => ({
      ...tensorFunctions(made),
      ...autogradFunctions(made),
      ...layerFunctions(made),
      ...findingFunctions(made, host.findings),
      ...numpyGenerators(made),
      ...torchGenerators(made),
      ...optimizerFunctions(made),
      ...moduleFunctions(made),
      ...figureFunctions(made),
      ...diagnosisFunctions(made, host.findings),
      ...foldingFunctions(made),
      ...twinFunctions(made),
      ...experimentFunctions(made),
      ...operationFunctions(made),
      ...chartFileFunctions(),
      ...watchFunctions(made, host.showRun),
      ...watchPointFunctions(made, host.watchPoints),
      ...hostFunctions(host, options.interruptBuffer),
    }));
    const archive = readFileSync(new URL('modules.zip', options.pythonFolder));
    const snapshot =
      options.cacheFolder === undefined
        ? undefined
        : new Snapshot(options.cacheFolder, [LOCK_FILE.info.version, archive]);
    const memory = snapshot?.read();
    const python = await load(options, bridge, memory, snapshot !== undefined);
    fileSystemOf(python).writeFile(MODULES_ARCHIVE, archive);
    if (memory === undefined) {
      python.runPython(`import sys; sys.path.append(${JSON.stringify(MODULES_ARCHIVE)})`);
      python.registerJsModule('_normscope_bridge', bridge.module);
      bridge.operations.define(python);
      python.pyimport('_normscope.preload');
      if (snapshot !== undefined) snapshot.write(takeSnapshot(python, bridge));
    } else {
      bridge.operations.restore(python);
    }
    const breaking = watchForBreaking(python);
    connectStreams(python, host, breaking);
    openFolder(python, options.folder);
    const interpreter = new Interpreter(python, bridge, breaking);
    const raise = interpreter.function('raise_error');
    bridge.connect(
      (name, message) => raise(name, message) as never,
      (values) => python.toPy(values),
    );
    interpreter.function('start')();
    host.findings.origins.placeInPython = (parameter) => interpreter.#placeOfOwner(parameter);
    const flush = interpreter.function('flush');
    bridge.handles.onRound = () => void flush();
    const stopReleasing = onCollectingGarbage(() => {
      interpreter.function('release_tensors')();
    });
    breaking.promise.catch(stopReleasing);
    for (const [name, value] of given) interpreter.bind(name, value);
    python.setInterruptBuffer(new StopSignal(options.interruptBuffer) as unknown as Uint8Array);
    return interpreter;
  }
}

async function load(
  { pythonFolder }: InterpreterOptions,
  bridge: Bridge,
  memory: Uint8Array | undefined,
  isSnapshotWanted: boolean,
): Promise<PyodideAPI> {
  const { loadPyodide } = await import('pyodide');
  const folder = fileURLToPath(pythonFolder);
  // V8 checks each of its functions when it is first called, instead of all 10 MB now.
  setFlagsFromString('--wasm-lazy-validation');
  try {
    return await loadPyodide({
      indexURL: folder,
      packageBaseUrl: folder,
      lockFileContents: LOCK_FILE as unknown as string,
      env: { HOME: '/home/pyodide', PYTHONDONTWRITEBYTECODE: '1' },
      ...(memory === undefined
        ? { _makeSnapshot: isSnapshotWanted }
        : {
            _loadSnapshot: memory,
            _snapshotDeserializer: (name: string) => (name === BRIDGE_MODULE ? bridge.module : bridge.find(name)),
          }),
    });
  } finally {
    setFlagsFromString('--no-wasm-lazy-validation');
  }
}

function takeSnapshot(python: PyodideAPI, bridge: Bridge): Uint8Array {
  return python.makeMemorySnapshot({
    serializer: (value) => (value === bridge.module ? BRIDGE_MODULE : bridge.nameOf(value)),
  });
}

function connectStreams(python: PyodideAPI, host: PythonHost, breaking: Breaking): void {
  for (const [name, set] of [
    ['stdout', python.setStdout.bind(python)],
    ['stderr', python.setStderr.bind(python)],
  ] as const) {
    const decoder = new TextDecoder();
    set({
      write: (bytes: Uint8Array) => {
        if (!breaking.isBroken) host.write(name, decoder.decode(bytes, { stream: true }));
        return bytes.length;
      },
    });
  }
}

/** Shows the notebook's folder to Python under its own path, and works in it. */
function openFolder(python: PyodideAPI, folder: string): void {
  const place = folder
    .split(path.sep)
    .join('/')
    .replace(/^([A-Za-z]):/, '/$1');
  const files = fileSystemOf(python);
  files.mkdirTree(place);
  files.mount(files.filesystems.NODEFS, { root: folder }, place);
  files.chdir(place);
}

function hostFunctions(host: PythonHost, interruptBuffer: Uint8Array): Extras {
  return {
    hostDisplay: (bundle: string, executionCount?: number) => {
      host.display(JSON.parse(bundle) as Record<string, unknown>, executionCount);
    },
    hostDisplayLive: (id: string, bundle: string) => {
      host.displayLive(id, JSON.parse(bundle) as Record<string, unknown>);
    },
    hostProgress: (text: string) => {
      host.reportProgress(text);
    },
    hostClear: (wait: boolean) => {
      host.clear(wait);
    },
    hostInput: (prompt: string, isPassword: boolean) => host.input(prompt, isPassword),
    /** Whether the cell was stopped while Python waited for the host, and did not see it. */
    hostStopped: () => {
      const stopped = interruptBuffer[0] !== 0;
      interruptBuffer[0] = 0;
      return stopped;
    },
    /** Has Python stop after a few more of its instructions. */
    hostStopAgain: () => {
      interruptBuffer[0] = STOP_SIGNAL;
    },
    /** Has a stop come once more that Python had to drop, for it came to a destructor. */
    hostUnraisable: (isLostStop: PyCallable, lost: unknown) => {
      if (isLostStop(lost) as boolean) interruptBuffer[0] = STOP_SIGNAL;
    },
    hostSleep: (milliseconds: number) => {
      host.sleep(milliseconds);
    },
  };
}
