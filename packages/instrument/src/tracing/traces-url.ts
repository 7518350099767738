/**
 * Returns where a collector takes traces: OTLP's usual path below the endpoint, unless it names that itself.
 * @throws {TypeError} when it is no address
 */
export function tracesUrl(endpoint: string): string {
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new TypeError(
      `endpoint: expected an address such as "http://localhost:4318", found ${JSON.stringify(endpoint)}`,
    );
  }
  const base = endpoint.replace(/\/+$/, '');
  return base.endsWith('/v1/traces') ? base : `${base}/v1/traces`;
}
