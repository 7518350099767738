import { expect, it } from 'vitest';
import { judgeRun } from '../src/index.js';
import { pairedRun } from './run-builder.js';

const OPTIONS = { baselines: [], createdAt: '2026-01-03T00:00:00.000Z', runFile: 'head.run.json' };
const SUITE = { benchmarks: [{ name: 'slower', change: 0.3 }] };

it('a run that was interrupted is judged by what it measured, and the report says so', () => {
  const run = pairedRun(SUITE);
  const codes = (judged: typeof run) => judgeRun(judged, OPTIONS).warnings.map(({ code }) => code);
  expect(codes({ ...run, state: 'partial', interrupted: true })).toContain('interrupted');
  // Without the field, as earlier versions wrote it, only a failure distinguishes a partial run from an interrupted one.
  expect(codes({ ...run, state: 'partial' })).toContain('interrupted');
  expect(codes(run)).not.toContain('interrupted');
});
