import type { Warning } from '@perf-suite/schema';
import { pause } from '../measure/clock.js';
import { endLeftovers, type Leftover, leftoverProcesses } from './leftover-processes.js';

/** What a command started may still be about to end when the command itself has. */
const GRACE_MS = 20;

/** Finds what executions of a command leave running, and ends it: it would take time from the next ones. */
export class NewProcesses {
  /** What the benchmark file started itself is not of an execution. */
  readonly #before = new Set(leftoverProcesses().map(({ pid }) => pid));
  readonly #names = new Set<string>();
  #isExpected = false;

  /** Looks after an untimed execution, and has others looked after where this one left something. */
  async look(): Promise<void> {
    if (this.#found().length === 0) return;
    await pause(GRACE_MS);
    const left = this.#found();
    if (left.length === 0) return;
    this.#isExpected = true;
    for (const { name } of left) this.#names.add(name);
    endLeftovers(left);
  }

  /** Looks after each execution from now on. */
  expect(): void {
    this.#isExpected = true;
  }

  endExpected(): void {
    if (this.#isExpected) endLeftovers(this.#found());
  }

  warnings(name: string): Warning[] {
    if (this.#names.size === 0) return [];
    return [
      {
        code: 'leaves-processes',
        message: `"${name}" leaves processes running at its end (${[...this.#names].join(', ')}): they are ended after each execution, because they would take time from the next one`,
        hint: 'Let the command wait for what it starts: only then is the time of that work measured.',
      },
    ];
  }

  #found(): Leftover[] {
    return leftoverProcesses().filter(({ pid }) => !this.#before.has(pid));
  }
}
