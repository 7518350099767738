import { type Span, TraceFlags, trace } from '@opentelemetry/api';
import type { Exemplar } from '../store/histogram-values.js';

/** Returns the trace that this code runs in; null without one. */
export function currentTrace(): Exemplar | null {
  const span = trace.getActiveSpan();
  return span === undefined ? null : traceOf(span);
}

/** Returns where a span is found; null where its trace is not sampled, so that nobody finds it. */
export function traceOf(span: Span): Exemplar | null {
  const { traceFlags, traceId, spanId } = span.spanContext();
  return (traceFlags & TraceFlags.SAMPLED) === 0 ? null : { trace_id: traceId, span_id: spanId };
}
