import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * Waits in a thread of its own, whose sleep the system ends some 0.06 ms after the time: it sends the number of the
 * wait that is over. `control[0]` is that number; it changes with each new wait, and -1 ends the thread. Plain text,
 * so that it runs wherever this module was loaded from.
 */
const SLEEPER = `
const { parentPort, workerData: { control, dueMs } } = require('node:worker_threads');
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
parentPort.postMessage('ready');
for (let wait = Atomics.load(control, 0); wait !== -1; wait = Atomics.load(control, 0)) {
  const leftMs = wait === 0 ? Infinity : dueMs[0] - nowMs();
  if (leftMs > 0 && Atomics.wait(control, 0, wait, leftMs) !== 'timed-out') continue;
  if (Atomics.load(control, 0) !== wait) continue;
  parentPort.postMessage(wait);
  Atomics.wait(control, 0, wait);
}
`;

/** The last part of each wait is spent in turns of the event loop: what the sleeper's message takes. */
const SPUN_MS = 0.2;

/**
 * Calls back at a time to some hundredths of a millisecond, while the event loop goes on. A timer of Node is up to a
 * millisecond late, and turning the event loop until then takes a whole core.
 */
export class PreciseTimer {
  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #dueMs = new Float64Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;
  #wait = 0;
  #wake: (() => void) | null = null;
  #immediate: NodeJS.Immediate | null = null;

  private constructor() {
    const workerData = { control: this.#control, dueMs: this.#dueMs };
    this.#worker = new Worker(SLEEPER, { eval: true, workerData, execArgv: [] });
    this.#worker.on('message', (wait: unknown) => {
      if (wait === this.#wait) this.#wake?.();
    });
  }

  /** Resolves when its thread is ready. */
  static async open(): Promise<PreciseTimer> {
    const timer = new PreciseTimer();
    await once(timer.#worker, 'message');
    // It does not keep the process.
    timer.#worker.unref();
    return timer;
  }

  /** Calls back once after a time; a wait that is not over yet is given up. */
  after(ms: number, onTime: () => void): void {
    this.cancel();
    const dueMs = nowMs() + ms;
    const spin = (): void => {
      if (nowMs() >= dueMs) onTime();
      else this.#immediate = setImmediate(spin);
    };
    if (ms <= 2 * SPUN_MS) {
      this.#immediate = setImmediate(spin);
      return;
    }
    this.#wake = spin;
    this.#wait = (this.#wait % MOST_WAITS) + 1;
    this.#dueMs[0] = dueMs - SPUN_MS;
    this.#tell(this.#wait);
  }

  /** Gives the wait up. */
  cancel(): void {
    this.#wake = null;
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#immediate = null;
  }

  async close(): Promise<void> {
    this.cancel();
    this.#tell(-1);
    await this.#worker.terminate();
  }

  #tell(wait: number): void {
    Atomics.store(this.#control, 0, wait);
    Atomics.notify(this.#control, 0);
  }
}

/** Numbers of waits begin anew then. */
const MOST_WAITS = 2 ** 30;

/** The same clock in all threads. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
