import type { Environment } from '@perf-suite/schema';

/** Returns a machine and runtime with nothing special, but for what is given. */
export function sampleEnvironment(changes: Partial<Environment> = {}): Environment {
  return {
    name: 'local',
    fingerprint: 'f1',
    cpu: { model: 'Example CPU', logicalCores: 4, availableCores: 2, governor: null, turbo: null },
    memory: { totalBytes: 8e9, limitBytes: null },
    os: { platform: 'linux', release: '6.1', arch: 'x64' },
    container: null,
    ci: null,
    loadAtStart: 0.25,
    runtime: { node: '20.20.2', v8: '11.3', flags: [] },
    ...changes,
  };
}
