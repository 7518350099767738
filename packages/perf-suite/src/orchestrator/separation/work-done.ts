import type { Activity, FunctionRan } from '../../wire/observation.js';
import type { Observation } from './observe-sides.js';

/** How often the functions of a stretch of time ran, blocks inside of them included. */
export class WorkDone {
  /** By the hash of the text that ran. */
  readonly byText: ReadonlyMap<string, number>;

  private constructor(byText: ReadonlyMap<string, number>) {
    this.byText = byText;
  }

  static of(observation: Observation, activities: readonly Activity[]): WorkDone {
    const counts = new Map<string, number>();
    for (const { functions, counts: ofFunctions } of activities) {
      for (const [at, index] of functions.entries()) {
        const { hash } = observation.functions[index] as FunctionRan;
        counts.set(hash, (counts.get(hash) ?? 0) + (ofFunctions[at] ?? 0));
      }
    }
    return new WorkDone(counts);
  }

  /** Hashes of functions, among those given, that did not run as often as in another stretch of time. */
  differingFrom(other: WorkDone, among: ReadonlySet<string>): Set<string> {
    return new Set([...among].filter((hash) => this.byText.get(hash) !== other.byText.get(hash)));
  }
}
