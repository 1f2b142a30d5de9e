/** `off`: no process runs. `dead`: it ended by itself. */
export type KernelPhase = 'off' | 'starting' | 'idle' | 'running' | 'dead';

/** What a notebook's kernel is doing, for those who show it. Times are in milliseconds, as `Date.now` counts them. */
export class KernelState {
  readonly #onChange: () => void;
  #phase: KernelPhase = 'off';
  #isReady = false;
  #runs = 0;
  #runningSince: number | undefined;
  #lastMilliseconds: number | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get phase(): KernelPhase {
    if (this.#phase === 'idle' && !this.#isReady) return 'starting';
    return this.#phase;
  }

  /** How many cells have run since the variables were last forgotten. */
  get runs(): number {
    return this.#runs;
  }

  get runningSince(): number | undefined {
    return this.#runningSince;
  }

  /** How long the last cell took. */
  get lastMilliseconds(): number | undefined {
    return this.#lastMilliseconds;
  }

  /** A process was started. */
  processStarted(): void {
    this.#isReady = false;
    this.#runs = 0;
    this.#become('idle');
  }

  /** All variables were forgotten; the process goes on. */
  restarted(): void {
    this.#runs = 0;
    this.#lastMilliseconds = undefined;
    this.#onChange();
  }

  /** The process takes cells. */
  processReady(): void {
    this.#isReady = true;
    this.#onChange();
  }

  /** `phase`: how the process ended. */
  processEnded(phase: 'off' | 'dead'): void {
    this.#runningSince = undefined;
    this.#become(phase);
  }

  cellStarted(now = Date.now()): void {
    this.#runningSince = now;
    this.#become('running');
  }

  cellEnded(now = Date.now()): void {
    if (this.#runningSince !== undefined) this.#lastMilliseconds = now - this.#runningSince;
    this.#runningSince = undefined;
    this.#runs++;
    this.#become(this.#phase === 'running' ? 'idle' : this.#phase);
  }

  #become(phase: KernelPhase): void {
    this.#phase = phase;
    this.#onChange();
  }
}
