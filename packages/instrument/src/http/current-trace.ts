import { TraceFlags, trace } from '@opentelemetry/api';
import type { Exemplar } from '../store/metric-store.js';

/** Returns the trace that this code runs in; null without one, or where it is not sampled, so that nobody finds it. */
export function currentTrace(): Exemplar | null {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || (context.traceFlags & TraceFlags.SAMPLED) === 0) return null;
  return { trace_id: context.traceId, span_id: context.spanId };
}
