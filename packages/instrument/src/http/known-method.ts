const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** Returns the method as a label: those of RFC 9110 and PATCH, else `_OTHER` as OpenTelemetry's conventions say. */
export function knownMethod(method: string | undefined): string {
  return method !== undefined && KNOWN.has(method) ? method : '_OTHER';
}
