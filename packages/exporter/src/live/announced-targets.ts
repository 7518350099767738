import { EXPIRY_MS, type LiveTarget } from './live-target.js';

/** Runs at once that a scrape job of one second can take, and more than a team has. */
const MOST = 32;

/** The runs that announced themselves and are still heard of, in memory: at a restart each announces itself again. */
export class AnnouncedTargets {
  readonly #nowMs: () => number;
  readonly #heard = new Map<string, { readonly target: LiveTarget; readonly atMs: number }>();

  /** @param nowMs a clock that never goes back */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes a target in, or notes that it is still there; returns false where there are too many. */
  hear(target: LiveTarget): boolean {
    this.#forgetSilent();
    if (this.#heard.size >= MOST && !this.#heard.has(target.address)) return false;
    this.#heard.set(target.address, { target, atMs: this.#nowMs() });
    return true;
  }

  /** Forgets a run that ended, unless another one has its address by now. */
  end({ address, run }: LiveTarget): void {
    if (this.#heard.get(address)?.target.run === run) this.#heard.delete(address);
  }

  current(): LiveTarget[] {
    this.#forgetSilent();
    return [...this.#heard.values()].map(({ target }) => target);
  }

  #forgetSilent(): void {
    for (const [address, { atMs }] of this.#heard) {
      if (this.#nowMs() - atMs > EXPIRY_MS) this.#heard.delete(address);
    }
  }
}
