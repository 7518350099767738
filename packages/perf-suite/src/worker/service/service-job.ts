import type { Frame } from '../../wire/frames.js';
import type { BenchmarkRequest } from '../../wire/protocol.js';
import type { BenchmarkFailure } from '../measure/benchmark-failure.js';
import type { MeasureContext, VariantSubject } from '../measure/measure-request.js';
import { processUsage } from '../process-usage.js';
import { measureService, type RequestSamples, type ServiceContext } from './measure-service.js';
import type { VariantSide } from './service-side.js';

/** A request to a service, as a job asks for it, with what each side declares. */
export interface JobRequest extends BenchmarkRequest {
  readonly variants: readonly VariantSubject[];
}

export interface ServiceJobParts extends Omit<MeasureContext, 'onStarted' | 'onSamples'> {
  readonly seed: number;
  send(frame: Frame): void;
  sendFailure(id: string, failure: BenchmarkFailure): void;
}

/**
 * Measures requests to one service, and sends what was measured.
 * @throws {BenchmarkFailure} for what keeps all of them from being measured
 */
export async function measureServiceJob(
  requests: readonly JobRequest[],
  { seed, ...parts }: ServiceJobParts,
): Promise<void> {
  const [first] = requests;
  if (first === undefined) return;
  const sides = sidesOf(first.variants);
  const { timeMs, warmupMs } = first;
  const reported = requests.map(({ id, variants }) => ({ id, request: serviceOf(variants).request }));
  await measureService({ sides, reported, timeMs, warmupMs, seed }, contextFor(parts));
}

/** What base is asked is what head is, even where base has its own version of the file. */
function sidesOf(variants: readonly VariantSubject[]): VariantSide[] {
  const { scenario } = serviceOf(variants);
  return variants.flatMap(({ variant, subject: { service } }) =>
    service === undefined ? [] : [{ variant, side: { ...service, scenario } }],
  );
}

/** That of head, where there are two. */
function serviceOf(variants: readonly VariantSubject[]) {
  const service = variants.at(-1)?.subject.service;
  if (service === undefined) throw new RangeError('not a request to a service');
  return service;
}

function contextFor({ send, sendFailure, ...shared }: Omit<ServiceJobParts, 'seed'>): ServiceContext {
  return {
    ...shared,
    onStarted: (id) => send({ type: 'benchmark-started', id, batchSize: 1, async: true }),
    onSamples: (id, samples) => sendSamples(id, samples, send),
    onMeasured: (id, measured) => send({ type: 'benchmark-measured', id, ...measured, metrics: [] }),
    onFailed: sendFailure,
  };
}

function sendSamples(
  id: string,
  { head, base, headFirst }: RequestSamples,
  send: ServiceJobParts['send'],
): void {
  if (head.length === 0) return;
  const order = base === null ? null : new Uint8Array(head.length).fill(headFirst ? 1 : 0);
  send({ type: 'samples', id, head, base, headFirst: order, usage: processUsage() });
}
