import { isHarness } from '../../../wire/harnesses.js';

/** Whether a benchmark file declares its benchmarks with vitest: by import, or by its globals. */
export function usesVitest(source: string): boolean {
  return importedBy(source).includes('vitest') || usesGlobals(source);
}

/** Whether it calls vitest's functions without importing anything to declare benchmarks with. */
function usesGlobals(source: string): boolean {
  if (importedBy(source).some((name) => name === 'perf-suite' || isHarness(name))) return false;
  return /(?<![.\w$])(?:bench|describe|suite|test|it)\s*(?:\.\w+\s*)*[(`]/.test(source);
}

function importedBy(source: string): string[] {
  return [...source.matchAll(/\b(?:from|import|require\()\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => name);
}
