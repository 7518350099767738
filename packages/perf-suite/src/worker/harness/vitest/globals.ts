import * as vitest from './module.js';
import { usesGlobals } from './uses-vitest.js';

/**
 * Makes vitest's functions global where a file uses them without an import, as it may where vitest's configuration
 * says `globals: true`. They stay: its benchmarks may use them, too.
 */
export function provideGlobals(source: string): void {
  if (!usesGlobals(source)) return;
  for (const [name, value] of Object.entries(vitest)) {
    if (!Object.hasOwn(globalThis, name)) Reflect.set(globalThis, name, value);
  }
}
