import type { IncomingMessage } from 'node:http';
import { bearerToken, isAllowedHost, isSameToken, type ServedHosts } from '@perf-suite/command-line/server';

export const REFUSAL_REASONS = ['method', 'host', 'token', 'rate-limit'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refusal {
  readonly status: 400 | 401 | 405 | 421 | 429;
  readonly reason: RefusalReason;
  readonly message: string;
}

export interface GuardOptions extends ServedHosts {
  readonly token: string | null;
  readonly methods: readonly string[];
}

/** Returns why a request is refused, or null. */
export function refusalOf(request: IncomingMessage, options: GuardOptions): Refusal | null {
  if (!options.methods.includes(request.method ?? '')) {
    return {
      status: 405,
      reason: 'method',
      message: `only ${options.methods.join(', ').replace(/, (\w+)$/, ' and $1')}`,
    };
  }
  const host = request.headers.host;
  if (host === undefined) return { status: 400, reason: 'host', message: 'no Host header' };
  if (!isAllowedHost(host.toLowerCase(), options)) {
    return {
      status: 421,
      reason: 'host',
      message: 'this Host is not served here: allow it with --allowed-host or --public-url',
    };
  }
  const given = bearerToken(request);
  if (options.token !== null && (given === null || !isSameToken(given, options.token))) {
    const message = given === null ? 'a Bearer token is needed' : 'this token is not valid here';
    return { status: 401, reason: 'token', message };
  }
  return null;
}
