import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parseHost, parsePort, parsePublicUrl, parseWhole, readTls } from '@perf-suite/command-line';
import { isLoopback } from '@perf-suite/command-line/server';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { type Authorizer, authorizer, type JwtIssuer, type WantedClaims } from '../server/authorization.js';
import { startHistoryServer } from '../server/history-server.js';
import { siteFolder } from '../server/site-folder.js';
import type { GuardedIo } from './io.js';
import { tokenFrom } from './read-secret.js';
import { type StoreFlag, storeAddress, usingStore } from './store-option.js';

/** The flags of `serve`, as typed. */
export interface ServeFlags extends StoreFlag {
  readonly host: string;
  readonly port: string;
  readonly readTokenFile?: string;
  readonly writeTokenFile?: string;
  readonly jwtIssuer?: string;
  readonly jwtAudience?: string;
  readonly jwtRead?: readonly string[];
  readonly jwtWrite?: readonly string[];
  readonly rateLimit: string;
  readonly maxBody: string;
  readonly allowedHost?: readonly string[];
  readonly publicUrl?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly site?: string;
  readonly open?: boolean;
  readonly quiet?: boolean;
}

/**
 * Serves a history until it is stopped.
 * @throws {PerfError} on bad flags, a history that cannot be opened, or an address that cannot be listened on
 */
export async function serve(given: ServeFlags, io: GuardedIo): Promise<ExitCode> {
  const flags = { ...given, host: parseHost(given.host, '--host') };
  const tls = await readTls(flags.tlsCert, flags.tlsKey);
  const authorize = await authorizerOf(flags, io);
  warnOfPlainText(flags.host, tls !== null, io);
  const openApi = await readFile(new URL('../../openapi.json', import.meta.url));
  const warn = (message: string) => io.err(`perf-history: ${message}\n`);
  return usingStore(flags, io, async (store) => {
    const server = await startHistoryServer({
      store,
      host: flags.host,
      port: parsePort(flags.port, '--port'),
      tls,
      allowedHosts: flags.allowedHost ?? null,
      publicAddress: flags.publicUrl === undefined ? null : parsePublicUrl(flags.publicUrl, '--public-url'),
      authorize,
      rateLimit: parseWhole(flags.rateLimit, '--rate-limit', { least: 1, most: 1_000_000 }),
      mostBodyBytes: parseWhole(flags.maxBody, '--max-body', { least: 1, most: 512 }) * 1024 * 1024,
      openApi,
      otherPages: flags.site === undefined ? null : siteFolder(flags.site),
      warn,
      nowMs: () => performance.now(),
    });
    io.err(`perf-history: serving ${io.secrets.redact(storeAddress(flags, io))} at ${server.url}\n`);
    try {
      if (!io.stop.aborted) await once(io.stop, 'abort');
    } finally {
      await server.close();
    }
    return EXIT_CODES.done;
  });
}

async function authorizerOf(flags: ServeFlags, io: GuardedIo): Promise<Authorizer> {
  const [read, write] = [
    await tokenFrom(
      { path: flags.readTokenFile, flag: '--read-token-file', variable: 'PERF_HISTORY_READ_TOKEN' },
      io,
    ),
    await tokenFrom(
      { path: flags.writeTokenFile, flag: '--write-token-file', variable: 'PERF_HISTORY_WRITE_TOKEN' },
      io,
    ),
  ];
  if (read !== null && read === write) {
    throw new PerfError('bad-usage', 'expected two tokens, found the same one for reading and for writing');
  }
  const jwt = jwtOf(flags);
  if (read === null && write === null && jwt === null && !isLoopback(flags.host) && !flags.open) {
    throw new PerfError(
      'bad-usage',
      `--host ${flags.host}: other machines could read and write the history`,
      {
        hint: 'Give --read-token-file and --write-token-file, or --open if the network itself restricts access.',
      },
    );
  }
  return authorizer({ tokens: { read, write }, jwt });
}

function jwtOf({ jwtIssuer, jwtAudience, jwtRead, jwtWrite }: ServeFlags): JwtIssuer | null {
  if (jwtIssuer === undefined) {
    if (jwtAudience === undefined && jwtRead === undefined && jwtWrite === undefined) return null;
    throw new PerfError('bad-usage', 'expected --jwt-issuer with the other flags of JWTs, found none');
  }
  if (!URL.canParse(jwtIssuer) || !/^https?:$/.test(new URL(jwtIssuer).protocol)) {
    throw new PerfError('bad-usage', `--jwt-issuer: expected an address, found ${JSON.stringify(jwtIssuer)}`);
  }
  if (jwtAudience === undefined || (jwtRead === undefined && jwtWrite === undefined)) {
    throw new PerfError(
      'bad-usage',
      '--jwt-issuer: expected --jwt-audience and --jwt-read or --jwt-write with it',
      {
        hint: 'Such as: --jwt-audience https://perf.example.org --jwt-write repository=org/name --jwt-read repository_owner=org',
      },
    );
  }
  const claims = { read: claimsOf(jwtRead, '--jwt-read'), write: claimsOf(jwtWrite, '--jwt-write') };
  return { issuer: jwtIssuer, audience: jwtAudience, claims };
}

function claimsOf(texts: readonly string[] | undefined, flag: string): WantedClaims | null {
  if (texts === undefined) return null;
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new PerfError('bad-usage', `${flag}: expected claim=value, found ${JSON.stringify(text)}`);
    }),
  );
}

function warnOfPlainText(host: string, hasTls: boolean, io: GuardedIo): void {
  if (isLoopback(host) || hasTls) return;
  io.err('perf-history: no TLS: tokens and results are sent unencrypted (--tls-cert, --tls-key)\n');
}
