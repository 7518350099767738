import { createHash, createPublicKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { expectKnownOptions, type OptionNames } from '../known-options.js';

export interface JwtOptions {
  /** The secret of tokens signed with HS256, HS384 or HS512: at least 32 bytes. */
  readonly secret?: string;
  /** Or the public key of those signed with RS256, ES256, EdDSA and the like, as PEM. */
  readonly publicKey?: string;
  /** Or where the issuer shows its keys: its `jwks_uri`. */
  readonly jwksUrl?: string;
  /** Who must have issued the token (`iss`). */
  readonly issuer?: string;
  /** Whom it must be for (`aud`). */
  readonly audience?: string;
}

export interface AccessOptions {
  /** A bearer token of at least 16 characters. */
  readonly token?: string | undefined;
  /** JSON Web Tokens instead, or besides. */
  readonly jwt?: JwtOptions | undefined;
}

/** Returns whether an Authorization header allows. */
export type Access = (authorization: string | undefined) => Promise<boolean>;

const JWT_OPTIONS: OptionNames<JwtOptions> = {
  secret: true,
  publicKey: true,
  jwksUrl: true,
  issuer: true,
  audience: true,
};
const SHARED = ['HS256', 'HS384', 'HS512'];
const SIGNED = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Returns what decides; null where neither a token nor JWT is set. @throws {TypeError} when either is unsafe */
export function accessOf({ token, jwt }: AccessOptions): Access | null {
  if (token !== undefined && token.length < 16) {
    throw new TypeError(`token: expected at least 16 characters, found ${token.length}`);
  }
  if (token === undefined && jwt === undefined) return null;
  expectKnownOptions('jwt', jwt ?? {}, JWT_OPTIONS);
  const isValidJwt = jwt === undefined ? async () => false : jwtCheck(jwt);
  return async (authorization) => {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) return false;
    return (token !== undefined && isSame(given, token)) || (await isValidJwt(given));
  };
}

/** In a time that reveals nothing of them. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one as Buffer, other as Buffer);
}

/** @throws {TypeError} */
function jwtCheck(options: JwtOptions): (token: string) => Promise<boolean> {
  const { issuer, audience } = options;
  const verifyOptions: JWTVerifyOptions = {
    algorithms: options.secret === undefined ? SIGNED : SHARED,
    // One that never ends cannot be taken back.
    requiredClaims: ['exp'],
    clockTolerance: 30,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  const keyOf = keySource(options);
  let verifier: Promise<(token: string) => Promise<boolean>> | null = null;
  return async (token) => {
    verifier ??= import('jose').then(({ jwtVerify, createRemoteJWKSet }) => {
      const key = keyOf(createRemoteJWKSet);
      return async (one: string) => {
        try {
          await (typeof key === 'function'
            ? jwtVerify(one, key, verifyOptions)
            : jwtVerify(one, key, verifyOptions));
          return true;
        } catch {
          return false;
        }
      };
    });
    return (await verifier)(token);
  };
}

type RemoteKeys = (url: URL, options: { readonly timeoutDuration: number }) => JWTVerifyGetKey;

/** @throws {TypeError} when not exactly one is given, or it is unsafe */
function keySource({
  secret,
  publicKey,
  jwksUrl,
}: JwtOptions): (remoteKeys: RemoteKeys) => Uint8Array | KeyObject | JWTVerifyGetKey {
  if ([secret, publicKey, jwksUrl].filter((one) => one !== undefined).length !== 1) {
    throw new TypeError('jwt: expected exactly one of "secret", "publicKey" and "jwksUrl"');
  }
  if (secret !== undefined) {
    const bytes = new TextEncoder().encode(secret);
    if (bytes.length < 32)
      throw new TypeError(`jwt.secret: expected at least 32 bytes, found ${bytes.length}`);
    return () => bytes;
  }
  if (publicKey !== undefined) {
    const key = parsedKey(publicKey);
    return () => key;
  }
  if (!URL.canParse(jwksUrl as string))
    throw new TypeError(`jwt.jwksUrl: expected an address, found ${jwksUrl}`);
  return (remoteKeys) => remoteKeys(new URL(jwksUrl as string), { timeoutDuration: 5_000 });
}

function parsedKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new TypeError('jwt.publicKey: expected a public key as PEM', { cause });
  }
}
