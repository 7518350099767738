import { type OtlpReceiver, startOtlpReceiver } from '@perf-suite/testing/otlp-receiver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, perfSuite, QUICK } from '../failures/run-command.js';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.stop());

const out = () => ['--out', `${newFolder()}/out.run.json`];

describe('run --otlp', () => {
  it('sends the run as a trace: its rounds, and in each its benchmarks with their verdicts', async () => {
    const base = `${newFolder()}/base.run.json`;
    await perfSuite(['run', ...QUICK, '--out', base, 'good.bench.js']);
    const { exitCode, stderr } = await perfSuite([
      'run',
      ...QUICK,
      ...out(),
      '--baseline',
      base,
      '--fail-on',
      'failed',
      '--otlp',
      receiver.endpoint,
      'good.bench.js',
    ]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const { spans } = receiver;
    const root = spans.find(({ parentSpanId }) => parentSpanId === '');
    expect(root).toMatchObject({ name: 'run', service: 'perf-suite' });
    expect(root?.attributes).toMatchObject({ 'perf.run.state': 'complete', 'perf.run.exit_code': '0' });
    expect(stderr).toContain(`trace ${root?.traceId} was sent to ${receiver.endpoint}`);
    const rounds = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
    expect(rounds.map(({ name }) => name).sort()).toEqual(['round 1', 'round 2']);
    const benchmarks = spans.filter((span) => rounds.some(({ spanId }) => spanId === span.parentSpanId));
    expect(benchmarks.length).toBeGreaterThanOrEqual(2);
    expect(spans).toHaveLength(1 + rounds.length + benchmarks.length);
    for (const { name, attributes, durationMs } of benchmarks) {
      expect(name).toBe(attributes['perf.benchmark.id']);
      expect(attributes['perf.verdict']).toMatch(/^[a-z-]+$/);
      expect(Number(attributes['perf.benchmark.round_p50_ns'])).toBeGreaterThan(0);
      expect(durationMs).toBeGreaterThan(0);
    }
  });

  it('reports a collector that does not take it, and ends as it would without', async () => {
    receiver.status = 403;
    const { exitCode, stderr } = await perfSuite([
      'run',
      ...QUICK,
      ...out(),
      '--otlp',
      receiver.endpoint,
      'good.bench.js',
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('--otlp: the trace was not sent: ');
  });

  it('refuses what is no address before it measures', async () => {
    const { exitCode, stderr } = await perfSuite([
      'run',
      ...QUICK,
      '--otlp',
      'localhost:4318',
      'good.bench.js',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--otlp: expected');
  });
});
