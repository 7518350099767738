import { isHarness } from '../../../wire/harnesses.js';
import * as vitest from './module.js';

/**
 * Makes vitest's functions global where a file uses them without importing anything to declare benchmarks with, as it
 * may where vitest's configuration says `globals: true`. They stay: its benchmarks may use them, too.
 */
export function provideGlobals(source: string): void {
  if (!usesGlobals(source)) return;
  for (const [name, value] of Object.entries(vitest)) {
    if (!Object.hasOwn(globalThis, name)) Reflect.set(globalThis, name, value);
  }
}

function usesGlobals(source: string): boolean {
  const imported = [...source.matchAll(/\b(?:from|import|require\()\s*['"]([^'"]+)['"]/g)];
  if (imported.some(([, name = '']) => name === 'perf-suite' || isHarness(name))) return false;
  return /(?<![.\w$])(?:bench|describe|suite|test|it)\s*(?:\.\w+\s*)*[(`]/.test(source);
}
