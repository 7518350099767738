import { nowNs } from '../../measure/clock.js';
import { OwnTime } from '../../measure/reported-durations.js';

/** What a benchmark gets for each call; `start()` and `end()` are its choice. */
export class BenchContext {
  readonly name: string;
  readonly origin = '';
  readonly #calledNs = nowNs();
  #startNs: bigint | null = null;
  #endNs: bigint | null = null;

  constructor(name: string) {
    this.name = name;
  }

  start(): void {
    this.#startNs = nowNs();
  }

  end(): void {
    this.#endNs = nowNs();
  }

  /** From start to end; what it leaves out counts from the beginning of the call, or up to its end. */
  ownTime(): OwnTime | undefined {
    if (this.#startNs === null && this.#endNs === null) return undefined;
    return new OwnTime(Number((this.#endNs ?? nowNs()) - (this.#startNs ?? this.#calledNs)), 1);
  }
}
