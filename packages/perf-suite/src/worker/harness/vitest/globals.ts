import { existsSync, readFileSync } from 'node:fs';
import { usesVitest } from './uses-vitest.js';

/**
 * Makes vitest's functions global for a file that declares its benchmarks with vitest. Where vitest's configuration
 * says `globals: true`, the file may import some of them and not others, and its set-up files none. They stay: its
 * benchmarks may use them, too.
 */
export async function provideGlobals(file: string): Promise<void> {
  // One that is not there is reported where it is loaded.
  if (!existsSync(file) || !usesVitest(readFileSync(file, 'utf8'))) return;
  for (const [name, value] of Object.entries(await import('./module.js'))) {
    if (!Object.hasOwn(globalThis, name)) Reflect.set(globalThis, name, value);
  }
}
