/**
 * Returns a bucket's bound as OpenMetrics' canonical numbers and Prometheus 3 write it ("1.0",
 * "5e-09"), so that a series has the same name whichever server version scrapes whichever format.
 */
export function formatBound(bound: number): string {
  if (!Number.isFinite(bound)) return bound > 0 ? '+Inf' : '-Inf';
  const exponent = bound === 0 ? 0 : Math.floor(Math.log10(Math.abs(bound)));
  if (exponent < -4 || exponent >= 21) {
    return bound.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const text = String(bound);
  return text.includes('.') ? text : `${text}.0`;
}
