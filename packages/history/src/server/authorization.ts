import type { IncomingMessage } from 'node:http';
import { bearerToken, isSameToken } from '@perf-suite/command-line/server';
import { PerfError } from '@perf-suite/schema';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Access } from './routes.js';

/** Claims that a token of the issuer must have, all of them, each with exactly this value. */
export type WantedClaims = Readonly<Record<string, string>>;

export interface JwtIssuer {
  /** As in the tokens, such as `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  readonly audience: string;
  /** Null: no token of the issuer may. */
  readonly claims: Readonly<Record<Access, WantedClaims | null>>;
}

export interface AuthorizationOptions {
  /** Null where no such token was given. */
  readonly tokens: Readonly<Record<Access, string | null>>;
  readonly jwt: JwtIssuer | null;
}

/** `no-token`: nothing or something unknown was shown; `not-allowed`: it is known, and may not do this. */
export type Authorized =
  | { readonly allowed: true; readonly client: string | null }
  | { readonly allowed: false; readonly reason: 'no-token' | 'not-allowed' };

export type Authorizer = (request: IncomingMessage, access: Access) => Promise<Authorized>;

/**
 * Returns what decides whether a request may read or write. A token for one never allows the other. Without any
 * token and issuer, everybody may do both.
 * @throws {PerfError} `unreachable` when the issuer does not say where its keys are
 */
export async function authorizer({ tokens, jwt }: AuthorizationOptions): Promise<Authorizer> {
  if (tokens.read === null && tokens.write === null && jwt === null) {
    return async () => ({ allowed: true, client: null });
  }
  const verify = jwt === null ? null : await jwtVerifier(jwt);
  return async (request, access) => {
    const given = bearerToken(request);
    if (given === null) return { allowed: false, reason: 'no-token' };
    const own = (['read', 'write'] as const).find((one) => {
      const token = tokens[one];
      return token !== null && isSameToken(given, token);
    });
    if (own === access) return { allowed: true, client: `token ${own}` };
    if (own !== undefined) return { allowed: false, reason: 'not-allowed' };
    const payload = (await verify?.(given)) ?? null;
    if (payload === null) return { allowed: false, reason: 'no-token' };
    return hasClaims(payload, jwt?.claims[access] ?? null)
      ? { allowed: true, client: `subject ${payload.sub ?? ''}` }
      : { allowed: false, reason: 'not-allowed' };
  };
}

/** Only what cannot be made with the keys that everybody knows. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

async function jwtVerifier({
  issuer,
  audience,
}: JwtIssuer): Promise<(token: string) => Promise<JWTPayload | null>> {
  const keys = createRemoteJWKSet(new URL(await keysAddress(issuer)), { timeoutDuration: 5_000 });
  return async (token) => {
    try {
      const options = {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        clockTolerance: 30,
      };
      return (await jwtVerify(token, keys, options)).payload;
    } catch {
      return null;
    }
  };
}

/** OpenID Connect Discovery 1.0, section 4. */
async function keysAddress(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    const { issuer: named, jwks_uri } = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (named !== issuer) throw new Error(`it names another issuer, ${JSON.stringify(named)}`);
    if (typeof jwks_uri !== 'string' || !URL.canParse(jwks_uri)) throw new Error('it names no jwks_uri');
    return jwks_uri;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError(
      'unreachable',
      `--jwt-issuer: ${address} does not say where its keys are: ${reason}`,
      {
        hint: 'Give the issuer exactly as it stands in its tokens.',
        cause,
      },
    );
  }
}

function hasClaims(payload: JWTPayload, wanted: WantedClaims | null): boolean {
  return (
    wanted !== null &&
    Object.entries(wanted).every(([name, value]) => Object.hasOwn(payload, name) && payload[name] === value)
  );
}
