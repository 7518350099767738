import { type Attributes, type Span, trace } from '@opentelemetry/api';
import { wrongArguments } from '../track/expect-call.js';
import { timed } from '../track/timed.js';
import { closeSpan, inSpan, openSpan } from './open-span.js';

/**
 * Runs a function in a span of its own, and returns what it returns. The span fails when the function throws or its
 * promise rejects. While tracing is off, this only calls the function.
 * @param call gets the span, to set attributes on; while tracing is off, one that ignores them
 * @throws {TypeError} when there is no function to call
 */
export function span<T>(name: string, call: (span: Span) => T, attributes: Attributes = {}): T {
  if (typeof call !== 'function') throw wrongArguments('span', [name, call, attributes]);
  const open = openSpan({ name, attributes });
  if (open === null) return call(IGNORING);
  return timed(
    () => inSpan(open, () => call(open.span)),
    (_seconds, error) => closeSpan(open, error),
  );
}

const IGNORING = trace.wrapSpanContext({
  traceId: '0'.repeat(32),
  spanId: '0'.repeat(16),
  traceFlags: 0,
});

/**
 * Returns a function like this one that runs in a span at each call, named as the function is.
 * @param attributes of each span, or `{ name }` besides them to name it
 * @throws {TypeError} when it is no function
 */
export function traced<This, Args extends unknown[], Result>(
  call: (this: This, ...args: Args) => Result,
  { name, ...attributes }: Attributes & { readonly name?: string } = {},
): (this: This, ...args: Args) => Result {
  if (typeof call !== 'function') throw wrongArguments('traced', [call]);
  const spanName = name ?? (call.name || 'function');
  return function tracedFunction(this: This, ...args: Args): Result {
    return span(spanName, () => call.apply(this, args), attributes);
  };
}
