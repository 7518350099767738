import type { Injection } from '../injection.js';
import type { Workplace } from './workplace.js';

/** A benchmark tool that is asked, as its users ask it, whether head is slower than base. */
export interface Tool {
  /** With its version, as in `mitata 1.0.34`. */
  readonly name: string;
  compare(place: Workplace): Promise<Judgement>;
}

export interface Judgement {
  /** Names of the benchmarks called slower, by the rule that calls them so. */
  readonly flagged: Readonly<Record<string, readonly string[]>>;
  /** head / base - 1 by statistic and benchmark, as ratios. */
  readonly changes: Readonly<Record<string, Changes>>;
  /** Benchmarks that the tool measured and would not judge. */
  readonly refused: readonly string[];
}

/** head / base - 1 of each benchmark, as a ratio; positive is slower. */
export type Changes = Readonly<Record<string, number>>;

/** One line of the results file: one comparison by one tool, what was true and what was said. */
export interface ToolResult {
  readonly tool: string;
  /** What else the machine was doing. */
  readonly session: string;
  readonly load: number;
  readonly seconds: number;
  /** What was made slower in head; null when both checkouts hold the same code. */
  readonly injection: Injection | null;
  /** A message when the tool broke down and said nothing. */
  readonly judgement: Judgement | { readonly error: string };
}

/** Returns the change of each benchmark from base to head. @throws {Error} when one is missing in head */
export function changesOf(
  base: Readonly<Record<string, number>>,
  head: Readonly<Record<string, number>>,
): Changes {
  return Object.fromEntries(
    Object.entries(base).map(([name, before]) => {
      const after = head[name];
      if (after === undefined) throw new Error(`${name}: measured in base, expected it in head too`);
      return [name, after / before - 1];
    }),
  );
}

/** Returns the benchmarks that are slower by more than a ratio. */
export function slowerThan(changes: Changes, ratio: number): string[] {
  return Object.keys(changes).filter((name) => (changes[name] ?? 0) > ratio);
}
