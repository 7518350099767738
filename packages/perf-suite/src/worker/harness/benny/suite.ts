import type { Benchmark } from '../benchmark-js/benchmark.js';
import type { Options } from '../benchmark-js/events.js';
import { Suite } from '../benchmark-js/suite.js';
import { callerFile } from '../caller-file.js';
import { currentCollector } from '../collector.js';
import { Case, type Test } from './case.js';
import { type CaseResult, caseResult, type Summary, summaryOf } from './summary.js';

/** benny's functions: they make a suite of benchmark.js, and leave its cases alone. */

export interface Config {
  readonly cases?: Options;
}

/** Adds something to a suite: its name tells how. */
export type Step = (suite: Suite) => Suite;
export type Entry = (config: Config) => Step | Promise<Step>;
export type NoEntry = { readonly name: 'skip' } | { readonly name: 'config'; readonly entries: Config };

export async function suite(name: string, ...entries: (Entry | NoEntry)[]): Promise<Summary> {
  const collected = new Suite(name, undefined, callerFile());
  const config = entries.find((entry) => typeof entry !== 'function' && entry.name === 'config');
  const given = config !== undefined && 'entries' in config ? config.entries : {};
  const functions = entries.filter((entry) => typeof entry === 'function');
  const steps = await Promise.all(functions.map((entry) => entry(given)));
  const hasOnly = steps.some((step) => step.name === 'only');
  for (const step of steps) if (!hasOnly || step.name !== 'add') step(collected);
  return new Promise((resolve, reject) => {
    // Where all are left out, nothing is emitted.
    if (collected.length === 0) resolve(summaryOf(collected));
    collected.on('complete', () => resolve(summaryOf(collected)));
    collected.on('error', reject);
    collected.run();
  });
}

export const add = Object.assign(adding('add'), {
  only: adding('only'),
  skip: (): NoEntry => ({ name: 'skip' }),
});

function adding(kind: 'add' | 'only') {
  return (name: string, test: Test, options: Options = {}): Entry => {
    currentCollector()?.use();
    return (config) => {
      const step: Step = (to) => to.add(new Case(name, test, { ...config.cases, ...options }));
      return Object.defineProperty(step, 'name', { value: kind });
    };
  };
}

/** Without a handler it prints nothing: there is no result yet. */
export function cycle(handler?: (result: CaseResult, summary: Summary) => unknown): Entry {
  return () => (to) =>
    to.on('cycle', ({ target }) => {
      const shown = handler?.(caseResult(target as Benchmark), summaryOf(to));
      if (shown) console.log(shown);
    });
}

export function complete(handler?: (summary: Summary) => unknown): Entry {
  return () => (to) => to.on('complete', () => handler?.(summaryOf(to)));
}

/** Writes nothing: placeholders would take the place of results in the user's file. */
export function save(): Entry {
  return () => (to) => to;
}

export function configure(entries: Config): NoEntry {
  return { name: 'config', entries };
}
