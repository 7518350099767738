import { readFile } from 'node:fs/promises';
import { PerfError } from '@perf-suite/schema';
import type { TlsFiles } from '../server/metrics-server.js';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Returns milliseconds from `500ms`, `15s`, `5m`, `12h` or `7d`. @throws {PerfError} `bad-usage` */
export function parseDurationMs(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const ms = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new PerfError('bad-usage', `${flag}: expected a duration, found ${JSON.stringify(text)}`, {
    hint: `Write for example ${flag} 30s or ${flag} 7d.`,
  });
}

/** Returns a whole number within bounds. @throws {PerfError} `bad-usage` */
export function parseWhole(text: string, flag: string, bounds: { least: number; most: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= bounds.least && value <= bounds.most) return value;
  throw new PerfError(
    'bad-usage',
    `${flag}: expected a whole number from ${bounds.least} to ${bounds.most}, found ${JSON.stringify(text)}`,
  );
}

/** Returns a secret from its file, without the newline that editors add. @throws {PerfError} `not-found`, `bad-file` */
export async function readSecret(path: string, flag: string): Promise<string> {
  const secret = (await readGiven(path, flag)).toString('utf8').trim();
  if (secret !== '') return secret;
  throw new PerfError('bad-file', `${path}: expected a secret for ${flag}, found an empty file`);
}

/** Returns certificate and key. @throws {PerfError} `bad-usage` when only one is given; `not-found` */
export async function readTls(cert: string | undefined, key: string | undefined): Promise<TlsFiles | null> {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) {
    throw new PerfError('bad-usage', 'expected --tls-cert and --tls-key together, found one of them');
  }
  return { cert: await readGiven(cert, '--tls-cert'), key: await readGiven(key, '--tls-key') };
}

async function readGiven(path: string, flag: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${flag}: ${path} cannot be read: ${reason}`, { cause });
  }
}
