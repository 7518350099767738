import { createHash } from 'node:crypto';
import type { Scenario } from './scenario.js';

/**
 * Returns a SHA-256, in hexadecimal, that tells whether two scenarios ask the same: requests, bodies, weights and
 * values. What headers hold is left out, as tokens change from day to day; checks, as they change no request.
 */
export function scenarioDigest({ requests, values }: Scenario): string {
  const asked = requests.map(({ name, method, path, headers, body, weight }) => [
    name,
    method,
    path,
    Object.keys(headers).sort(),
    body === null ? null : Buffer.from(body).toString('base64'),
    weight,
  ]);
  const drawn = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([asked, drawn]))
    .digest('hex');
}
