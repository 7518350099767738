import { createHash, timingSafeEqual } from 'node:crypto';
import { type PublicAddress, pathBelow } from '@perf-suite/command-line';
import type { Subprotocol } from '../hub/stream-hub.js';
import { BINARY_SUBPROTOCOL, JSON_SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '../message/subprotocol.js';

/** Who may watch. */
export interface AdmissionPolicy {
  /** Exact values of Host, in lower case: `127.0.0.1:8765`. */
  readonly hosts: ReadonlySet<string>;
  /** Exact values of Origin: `http://127.0.0.1:8765`. */
  readonly origins: ReadonlySet<string>;
  readonly token: string;
  /** Where watchers reach it through a proxy; null where nothing stands in between. */
  readonly publicAddress: PublicAddress | null;
  readonly maxWatchers: number;
}

/** What a request to watch says. */
export interface WatchRequest {
  /** Path and query. */
  readonly url: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** `Sec-WebSocket-Protocol` as sent. */
  readonly subprotocols: string | undefined;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly subprotocol: Subprotocol; readonly watcherId: string | null }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

const HOST_REFUSED =
  "refused by its Host check: that name is not one of this server's; start it with --public-url (behind a proxy) or --allowed-host";
const ORIGIN_REFUSED =
  'refused by its Origin check: the page comes from another server; behind a proxy start this one with --public-url';

/** Returns whether the request may watch; the checks go from what protects most to what helps most. */
export function admit(request: WatchRequest, policy: AdmissionPolicy, watcherCount: number): Admission {
  const host = refuseHost(request.host, policy.hosts);
  if (host !== null) return host;
  if (request.origin !== undefined && !policy.origins.has(request.origin)) {
    return refused(403, ORIGIN_REFUSED);
  }
  const url = parseTarget(request.url, policy.publicAddress);
  if (url === null) return refused(400, 'the request target is not a path');
  if (url.pathname !== '/live') return refused(404, 'nothing is here; the stream is at /live');
  const offered = (request.subprotocols ?? '').split(',').map((name) => name.trim());
  if (!presentsToken({ authorization: request.authorization, url, offered }, policy.token)) {
    return refused(401, 'expected the token of this run, as printed with its address');
  }
  const subprotocol = chooseSubprotocol(offered);
  if (subprotocol === null) return refused(400, `expected the subprotocol ${JSON_SUBPROTOCOL}`);
  if (watcherCount >= policy.maxWatchers) return refused(503, `${policy.maxWatchers} are watching already`);
  const watcherId = url.searchParams.get('watcher');
  return { kind: 'admitted', subprotocol, watcherId: watcherId?.slice(0, 64) ?? null };
}

/** Returns the refusal of a Host that is not ours (DNS rebinding), or null. */
export function refuseHost(
  host: string | undefined,
  hosts: ReadonlySet<string>,
): Extract<Admission, { kind: 'refused' }> | null {
  if (host !== undefined && hosts.has(host.toLowerCase())) return null;
  return refused(421, HOST_REFUSED);
}

/** Returns the subprotocol to speak; the first known one offered. Never the token. */
export function chooseSubprotocol(offered: Iterable<string>): Subprotocol | null {
  for (const name of offered) if (name === JSON_SUBPROTOCOL || name === BINARY_SUBPROTOCOL) return name;
  return null;
}

function refused(status: number, reason: string): Extract<Admission, { kind: 'refused' }> {
  return { kind: 'refused', status, reason };
}

/** Returns a request target as URL below the public base; null when it is none. The host only completes the path. */
export function parseTarget(target: string, publicAddress: PublicAddress | null): URL | null {
  const text = `http://localhost${target}`;
  if (!target.startsWith('/') || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (publicAddress !== null) url.pathname = pathBelow(publicAddress, url.pathname);
  return url;
}

function presentsToken(
  from: { authorization: string | undefined; url: URL; offered: readonly string[] },
  token: string,
): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(from.authorization ?? '')?.[1];
  const subprotocol = from.offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX));
  const presented = [
    bearer,
    from.url.searchParams.get('token') ?? undefined,
    subprotocol?.slice(TOKEN_SUBPROTOCOL_PREFIX.length),
  ];
  return presented.some((candidate) => candidate !== undefined && equalInConstantTime(candidate, token));
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function equalInConstantTime(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
