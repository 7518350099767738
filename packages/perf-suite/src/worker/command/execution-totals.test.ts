import { expect, it } from 'vitest';
import { ExecutionTotals } from './execution-totals.js';

const execution = (wallMs: number, userMs: number) => ({
  wallNs: wallMs * 1e6,
  cpu: { userMs, systemMs: 10 },
});

it('gives the mean of each side, and the times of both together', () => {
  const totals = new ExecutionTotals('head');
  totals.add('base', execution(100, 40));
  totals.add('head', execution(200, 90));
  totals.add('head', execution(220, 110));
  totals.notePeak('base', 5000);
  totals.notePeak('head', 7000);
  totals.notePeak('head', 6000);
  totals.notePeak('head', null);
  expect(totals.usage()).toEqual({
    base: { userMs: 40, systemMs: 10, rssPeakBytes: 5000 },
    head: { userMs: 100, systemMs: 10, rssPeakBytes: 7000 },
  });
  expect(totals.stop()).toMatchObject({ measuredMs: 520, cpuMs: 270, rssPeakBytes: 7000, gcCount: 0 });
});

it('leaves out what the system does not tell', () => {
  const totals = new ExecutionTotals('head');
  totals.add('head', { wallNs: 5e6, cpu: null });
  expect(totals.usage()).toEqual({ head: {} });
  expect(totals.stop()).toEqual({
    gcCount: 0,
    gcMs: 0,
    heapUsedBeforeBytes: 0,
    heapUsedAfterBytes: 0,
    measuredMs: 5,
  });
});
