import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import type { Plan } from '../plan/plan.js';
import type { RunHeader } from '../results/run-recorder.js';

/** Returns a header with nothing special in it. */
export function runHeader({ paired }: { readonly paired: boolean }): RunHeader {
  return {
    id: 'run-1',
    tool: { name: 'perf-suite', version: '0.0.0' },
    startedAt: '2026-01-01T00:00:00.000Z',
    commandLine: ['perf-suite', 'run'],
    seed: 42,
    settings: { rounds: 3, timeMs: 5, sampleCap: 1000, isolation: 'file' },
    environment: sampleEnvironment(),
    git: null,
    base: paired ? { kind: 'folder', ref: '../base', commit: null } : null,
  };
}

/** Returns a plan of benchmarks named by their ids. */
export function planOf(ids: readonly string[]): Plan {
  const benchmarks = ids.map((id) => {
    const [fileId = '', name = ''] = id.split('#');
    return {
      id,
      file: `/p/${fileId}`,
      fileId,
      group: [],
      name,
      async: false,
      timeMs: null,
      minimumEffect: null,
    };
  });
  return {
    root: '/p',
    files: benchmarks.map(({ file }) => file),
    benchmarks,
    replaced: [],
    ownInBase: new Set(),
    apart: new Map(),
    loadSameCode: new Set(),
    brokenFiles: [],
  };
}
