import type { EventEmitter } from 'node:events';
import { context, propagation, ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import { type OpenSpan, openSpan } from './open-span.js';

interface TracedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Starts the span of a request that this service answers, as a part of the trace that its headers name; null while
 * tracing is off.
 */
export function openServerSpan(request: TracedRequest, method: string): OpenSpan | null {
  const { url, headers = {} } = request;
  const open = openSpan({
    name: method,
    kind: 'server',
    attributes: {
      'http.request.method': method,
      // Without the query, which may hold secrets.
      'url.path': (url ?? '').replace(/[?#].*$/s, ''),
      ...(typeof headers.host === 'string' && { 'server.address': headers.host }),
      ...(typeof headers['user-agent'] === 'string' && { 'user_agent.original': headers['user-agent'] }),
    },
    parent: propagation.extract(ROOT_CONTEXT, headers),
  });
  // What listens to the body's parts runs in the span too: the parser that emits them knows no context.
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (hasBody && open?.span.isRecording() === true && 'on' in request) {
    context.bind(open.context, request as unknown as EventEmitter);
  }
  return open;
}

/** @param status null where the connection was closed before there was one */
export function closeServerSpan(
  open: OpenSpan | null,
  {
    method,
    route,
    status,
  }: { readonly method: string; readonly route: string | null; readonly status: number | null },
): void {
  if (open === null) return;
  if (route !== null) {
    open.span.updateName(`${method} ${route}`);
    open.span.setAttribute('http.route', route);
  }
  if (status !== null) open.span.setAttribute('http.response.status_code', status);
  if (status === null) open.span.setAttribute('error.type', 'closed early');
  if (status !== null && status >= 500) {
    open.span.setAttribute('error.type', String(status));
    open.span.setStatus({ code: SpanStatusCode.ERROR });
  }
  open.span.end();
}
