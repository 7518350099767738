// Adds runs to a history (first argument) under a name (second), and prints each id once it was acknowledged: without
// end, or as many as the third argument says. Tests kill it.
import { writeSync } from 'node:fs';
import { openStore } from '@perf-suite/history';

const [address, name, most = 'Infinity'] = process.argv.slice(2);
const point = (benchmark, p50) => ({
  benchmark,
  unit: 'ns',
  better: 'lower',
  p50,
  p95: p50 * 2,
  roundP50: [p50],
  roundP95: [p50 * 2],
  spread: null,
  verdict: null,
});

const store = await openStore(address);
for (let i = 0; i < Number(most); i++) {
  const id = `${name}-${i}`;
  await store.add(
    {
      id,
      project: 'default',
      source: 'perf-suite',
      tool: { name: 'perf-suite', version: '0.1.0' },
      startedAtMs: 1_700_000_000_000 + i * 1_000,
      finishedAtMs: 1_700_000_001_000 + i * 1_000,
      commit: null,
      branch: 'main',
      dirty: false,
      environment: 'ci',
      fingerprint: 'machine-1',
      machine: { cpuModel: null, cores: null, os: null, node: null },
      state: 'complete',
      evidence: 'rounds',
      baseline: null,
      points: [point('a', 1_000 + i), point('b', 2_000 + i)],
    },
    null,
  );
  writeSync(1, `${id}\n`);
}
await store.close();
