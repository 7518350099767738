import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@perf-suite/testing/otlp-receiver';
import express from 'express';
import Fastify from 'fastify';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instrument, ServiceMetrics } from '../service-metrics.js';
import { listening } from '../testing/listening.js';
import { QUIET, scraped } from '../testing/scraped.js';
import { span, traced } from './span.js';
import { startTracing, type Tracing, type TracingOptions } from './start-tracing.js';

async function tracingTo(receiver: OtlpReceiver, options: Partial<TracingOptions> = {}): Promise<Tracing> {
  const tracing = await startTracing({ service: 'works', endpoint: receiver.endpoint, ...options });
  onTestFinished(() => tracing.shutdown());
  return tracing;
}

const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const found = spans.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`no span ${name} among ${spans.map((one) => one.name).join(', ')}`);
  return found;
};

describe('startTracing', () => {
  it('sends a request, what it asks of others and its statements as one trace', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await tracingTo(receiver);
    const database = new Database(':memory:');
    database.exec('create table works (id integer)');
    const inner = express();
    const metrics = instrument(inner, QUIET);
    metrics.observeSqlite(database);
    onTestFinished(metrics.observeOutbound());
    inner.get('/works/:id', (_request, response) => {
      response.json(database.prepare('select * from works where id = ?').all(1));
    });
    const innerAddress = await listening(createServer(inner));
    const outer = Fastify();
    metrics.instrument(outer);
    outer.post('/orders/:id', async () => {
      await span('check', () => sleep(2));
      return (await fetch(`${innerAddress}/works/7?secret=1`)).json();
    });
    await outer.ready();
    const address = await listening(outer.server);
    const response = await fetch(`${address}/orders/1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a": 1}',
    });
    expect(response.status).toBe(200);
    await response.json();
    await tracing.flush();

    const { spans } = receiver;
    const order = named(spans, 'POST /orders/:id');
    const work = named(spans, 'GET /works/:id');
    const sent = spans.find(({ spanId }) => spanId === work.parentSpanId) as ReceivedSpan;
    const select = named(spans, 'select works');
    const check = named(spans, 'check');
    expect(new Set([order, work, sent, select, check].map(({ traceId }) => traceId)).size).toBe(1);
    expect(work).toMatchObject({ kind: 2, service: 'works', status: 0 });
    expect(work.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/works/:id',
      'url.path': '/works/7',
      'http.response.status_code': '200',
    });
    expect(sent).toMatchObject({ kind: 3, parentSpanId: order.spanId });
    expect(check.parentSpanId).toBe(order.spanId);
    expect(select).toMatchObject({ kind: 3, parentSpanId: work.spanId });
    expect(select.attributes).toMatchObject({ 'db.system.name': 'sqlite', 'db.collection.name': 'works' });
    expect(JSON.stringify(spans)).not.toContain('secret');
  });

  it('shows the trace of a request as exemplar, in OpenMetrics', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await tracingTo(receiver);
    const server = createServer((_request, response) => void response.end());
    const metrics = instrument(server, { ...QUIET, routes: ['/works/:id'] });
    const address = await listening(server);
    await (await fetch(`${address}/works/1`)).text();
    await tracing.flush();
    const { traceId } = named(receiver.spans, 'GET /works/:id');
    const buckets = await scraped(
      metrics,
      'http_server_request_duration_seconds_bucket',
      'application/openmetrics-text;version=1.0.0',
    );
    expect(buckets.filter((line) => line.includes(`# {trace_id="${traceId}"`))).toHaveLength(1);
    expect((await scraped(metrics, 'http_server_request')).join('')).not.toContain(traceId);
  });

  it('continues a trace that others began, and follows their decision not to keep one', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await tracingTo(receiver);
    const server = createServer((_request, response) => void response.end());
    const metrics = instrument(server, QUIET);
    const address = await listening(server);
    const ask = async (flags: string, digit: string) => {
      const traceparent = `00-${digit.repeat(32)}-${digit.repeat(16)}-${flags}`;
      await (await fetch(address, { headers: { traceparent } })).text();
    };
    await ask('01', 'a');
    await ask('00', 'b');
    await tracing.flush();
    expect(receiver.spans.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
      ['a'.repeat(32), 'a'.repeat(16)],
    ]);
    const lines = await scraped(metrics, 'http_server', 'application/openmetrics-text;version=1.0.0');
    expect(lines.join('')).not.toContain('b'.repeat(32));
  });

  it('keeps the share of traces that is asked for, and sends them together', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await tracingTo(receiver, { ratio: 0.25 });
    for (let i = 0; i < 1_000; i++) span('outer', () => span('inner', () => i));
    await tracing.flush();
    const roots = receiver.spans.filter(({ parentSpanId }) => parentSpanId === '');
    // 1,000 at 0.25: the mean and six standard deviations.
    expect(Math.abs(roots.length - 250)).toBeLessThan(83);
    expect(receiver.spans).toHaveLength(roots.length * 2);
    expect(receiver.batches.length).toBeLessThanOrEqual(3);
  });

  it('keeps nothing at ratio 0', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await tracingTo(receiver, { ratio: 0 });
    span('none', () => undefined);
    await tracing.flush();
    expect(receiver.spans).toEqual([]);
  });

  it('marks what throws or rejects as failed, and hands the error on', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await tracingTo(receiver);
    const broken = Object.assign(new Error('broken'), { code: 'EBROKEN' });
    const failing = traced(async () => Promise.reject(broken), { name: 'failing', kind: 'test' });
    await expect(failing()).rejects.toBe(broken);
    expect(() =>
      span('throwing', () => {
        throw broken;
      }),
    ).toThrow(broken);
    await tracing.flush();
    expect(named(receiver.spans, 'failing')).toMatchObject({
      status: 2,
      attributes: { 'error.type': 'EBROKEN', kind: 'test' },
    });
    expect(named(receiver.spans, 'throwing')).toMatchObject({ status: 2 });
  });

  it('sends what is left at shutdown, and is off after it', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await tracingTo(receiver);
    span('last', () => undefined);
    await tracing.shutdown();
    expect(receiver.spans.map(({ name }) => name)).toEqual(['last']);
    span('too late', (one) => expect(one.isRecording()).toBe(false));
    expect(trace.getActiveSpan()).toBeUndefined();
    // And may be started again.
    const again = await tracingTo(receiver);
    span('again', () => undefined);
    await again.shutdown();
    expect(receiver.spans.map(({ name }) => name)).toEqual(['last', 'again']);
  });

  it('tells once that a collector is away, and drops the spans', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    receiver.status = 400;
    const failures: string[] = [];
    const tracing = await tracingTo(receiver, { onFailure: ({ message }) => failures.push(message) });
    for (let i = 0; i < 3; i++) {
      span('lost', () => undefined);
      await tracing.flush().catch(() => undefined);
    }
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain(`spans cannot be sent to ${receiver.endpoint}/v1/traces and are dropped`);
  });

  it('refuses options that cannot be meant, and a second start', async () => {
    await expect(startTracing({ service: '' })).rejects.toThrow('name of the service');
    await expect(startTracing({ service: 'a', ratio: 2 })).rejects.toThrow('ratio from 0 to 1, found 2');
    await expect(startTracing({ service: 'a', endpoint: 'localhost:4318' })).rejects.toThrow(
      'endpoint: expected an address such as',
    );
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    await tracingTo(receiver);
    await expect(startTracing({ service: 'b' })).rejects.toThrow('set up already');
  });
});

it('runs nothing but the function while tracing is off', () => {
  const metrics = new ServiceMetrics(QUIET);
  const before = context.active();
  expect(span('off', () => context.active())).toBe(before);
  expect(traced(() => trace.getActiveSpan())()).toBeUndefined();
  expect(metrics.trackOperation({ operation: 'get', table: 'a' }, () => 5)).toBe(5);
});
