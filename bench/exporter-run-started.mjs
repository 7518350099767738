/** Returns the event that opens a run of benchmarks with these ids, as the exporter is told it. */
export function runStarted(ids) {
  return {
    type: 'run-started',
    run: 'r',
    startedAt: new Date().toISOString(),
    mode: 'single',
    git: { commit: 'abc', branch: 'main', dirty: false },
    environment: {
      name: 'ci',
      fingerprint: 'f',
      cpu: { model: 'x', logicalCores: 2, availableCores: 2, governor: null, turbo: null },
      memory: { totalBytes: 1, limitBytes: null },
      os: { platform: 'linux', release: '6', arch: 'x64' },
      container: null,
      ci: null,
      loadAtStart: 0,
      runtime: { node: '20', v8: '11', flags: [] },
    },
    baseline: 'main@0',
    plannedRounds: 1,
    benchmarks: ids.map((id) => ({ id, file: 'a', group: [], name: id, minimumEffect: 0.025 })),
  };
}
