import { createServer } from 'node:http';
import { startOtlpReceiver } from '@perf-suite/testing/otlp-receiver';
import { expect, it, onTestFinished } from 'vitest';
import { listening } from '../testing/listening.js';
import { type FinishedSpan, sendTrace } from './send-trace.js';

const span = (name: string, values: Partial<FinishedSpan> = {}): FinishedSpan => ({
  name,
  startMs: 1_700_000_000_000.25,
  endMs: 1_700_000_000_010.5,
  attributes: {},
  failure: null,
  children: [],
  ...values,
});

it('sends what is over as one trace, with its times, its failures and its parents', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.stop());
  const children = Array.from({ length: 1_200 }, (_, i) => span(`child ${i}`, { attributes: { number: i } }));
  const root = span('root', { children: [...children, span('failed', { failure: 'it broke' })] });
  const traceId = await sendTrace(root, { service: 'tests', endpoint: receiver.endpoint });
  expect(receiver.batches).toEqual([512, 512, 178]);
  expect(new Set(receiver.spans.map((one) => one.traceId))).toEqual(new Set([traceId]));
  const sent = receiver.spans.find(({ name }) => name === 'root');
  expect(sent).toMatchObject({ service: 'tests', parentSpanId: '', status: 0, durationMs: 10.25 });
  expect(receiver.spans.find(({ name }) => name === 'failed')).toMatchObject({
    status: 2,
    parentSpanId: sent?.spanId,
  });
  expect(receiver.spans.find(({ name }) => name === 'child 7')?.attributes).toEqual({ number: '7' });
});

it('says why a collector does not take a trace, and waits no longer than it may', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.stop());
  receiver.status = 401;
  await expect(sendTrace(span('root'), { service: 'tests', endpoint: receiver.endpoint })).rejects.toThrow(
    `${receiver.endpoint}/v1/traces`,
  );
  const silent = await listening(createServer(() => undefined));
  await expect(
    sendTrace(span('root'), { service: 'tests', endpoint: silent, timeoutMs: 300 }),
  ).rejects.toThrow(silent);
  await expect(sendTrace(span('root'), { service: 'tests', endpoint: 'nowhere' })).rejects.toThrow(
    'endpoint: expected an address',
  );
});
