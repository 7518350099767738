import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { TestCase } from './test-case.js';

/**
 * Returns the benchmarks that need eyes as a report of GitLab's code quality, which merge requests show.
 * @param folder the measured folder, relative to the repository's: `packages/parser`; empty where it is that
 */
export function renderGitlab(cases: readonly TestCase[], folder: string): string {
  const issues = cases
    .filter(({ outcome }) => outcome !== 'passed')
    .map((one) => ({
      description: `${one.title}: ${one.state}. ${one.message}`,
      check_name: `perf-suite/${one.state}`,
      // GitLab tells by it what a branch adds: the same benchmark with the same verdict is no news.
      fingerprint: createHash('sha256').update(`${one.id}\n${one.state}`).digest('hex'),
      severity: severityOf(one),
      location: { path: posix.join(folder, one.file), lines: { begin: one.line ?? 1 } },
    }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function severityOf({ outcome, isCritical }: TestCase): string {
  if (outcome === 'failure') return isCritical ? 'critical' : 'major';
  return outcome === 'warning' ? 'minor' : 'info';
}
