import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { errorType } from '../track/timed.js';

/** Set while `startTracing` has tracing on. As OpenTelemetry's own API, tracing is one for the process. */
let tracer: Tracer | null = null;

export function useTracer(active: Tracer | null): void {
  tracer = active;
}

export interface SpanOptions {
  readonly name: string;
  /** `internal` unless given. */
  readonly kind?: 'server' | 'client' | 'internal';
  readonly attributes?: Attributes;
  /** The active one unless given. */
  readonly parent?: Context;
}

/** A span that was started, and the context in which what it is about runs. */
export interface OpenSpan {
  readonly span: Span;
  readonly context: Context;
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/** Starts a span; returns null while tracing is off, which costs the comparison alone. */
export function openSpan(options: SpanOptions): OpenSpan | null {
  if (tracer === null) return null;
  const { name, kind = 'internal', attributes = {}, parent = context.active() } = options;
  const span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, parent);
  return { span, context: trace.setSpan(parent, span) };
}

/** Ends a span, as failed where there is an error. */
export function closeSpan(open: OpenSpan | null, error: unknown): void {
  if (open === null) return;
  if (error !== null) {
    open.span.setAttribute('error.type', errorType(error));
    const message = error instanceof Error ? error.message : String(error);
    open.span.setStatus({ code: SpanStatusCode.ERROR, message });
    if (error instanceof Error) open.span.recordException(error);
  }
  open.span.end();
}

/** Calls a function in the context of a span, or as it is without one. */
export function inSpan<T>(open: OpenSpan | null, call: () => T): T {
  return open === null ? call() : context.with(open.context, call);
}
