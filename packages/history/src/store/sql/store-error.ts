import { PerfError } from '@perf-suite/schema';

/** Returns what went wrong with a store, for people; an error that is no database's is returned as it is. */
export function storeError(cause: unknown, store: string): unknown {
  if (cause instanceof PerfError || !(cause instanceof Error)) return cause;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const known = KNOWN.find(({ pattern }) => pattern.test(code)) ?? byMessage(cause.message);
  if (known === undefined) return cause;
  const message = `${store}: ${known.found}${known.withReason ? `: ${cause.message}` : ''}`;
  return new PerfError(known.code, message, { hint: known.hint, cause });
}

interface Known {
  readonly pattern: RegExp;
  readonly code: 'bad-file' | 'not-writable' | 'unreachable';
  readonly found: string;
  readonly withReason?: true;
  readonly hint: string;
}

const DAMAGED =
  'perf-history check says what can be read; run files that are still there can be added to a new one.';

const KNOWN: readonly Known[] = [
  // SQLite
  {
    pattern: /^SQLITE_NOTADB/,
    code: 'bad-file',
    found: 'expected a history, found a file that is no SQLite database',
    hint: 'Name another file with --store.',
  },
  { pattern: /^SQLITE_CORRUPT/, code: 'bad-file', found: 'the database is damaged', hint: DAMAGED },
  {
    pattern: /^(SQLITE_FULL|53100)/,
    code: 'not-writable',
    found: 'cannot be written: the disk is full',
    hint: 'Free some space, then run the same command again: what was added before is kept, and added once.',
  },
  {
    pattern: /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    code: 'not-writable',
    found: 'cannot be written: another process has been writing to it for 30 seconds',
    hint: 'Run it again when that process has ended.',
  },
  {
    pattern: /^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|^E(ACCES|PERM|ROFS|NOTDIR|EXIST|ISDIR)$/,
    code: 'not-writable',
    found: 'cannot be opened for writing',
    withReason: true,
    hint: 'Name a file in a folder that you may write to with --store.',
  },
  {
    pattern: /^(SQLITE_IOERR|ENOSPC|EDQUOT|EFBIG)/,
    code: 'not-writable',
    found: 'cannot be written',
    withReason: true,
    hint: 'The disk, its quota or a limit of file sizes (ulimit -f) refused it: what was added before is kept.',
  },
  // PostgreSQL: classes of its error codes, then those of sockets.
  {
    pattern: /^28/,
    code: 'unreachable',
    found: 'refused the login',
    withReason: true,
    hint: 'Check user and password of the address.',
  },
  {
    pattern: /^3D000|^3F/,
    code: 'unreachable',
    found: 'has no such database',
    withReason: true,
    hint: 'Create it first, with: createdb NAME',
  },
  {
    pattern: /^42501/,
    code: 'not-writable',
    found: 'does not let this user',
    withReason: true,
    hint: 'The user needs the right to create and write tables in its schema.',
  },
  {
    pattern: /^(25006|53|57|08)/,
    code: 'not-writable',
    found: 'cannot be written now',
    withReason: true,
    hint: 'What was added before is kept; try again.',
  },
  {
    pattern: /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)/,
    code: 'unreachable',
    found: 'cannot be reached',
    withReason: true,
    hint: 'Check the address, and that PostgreSQL accepts connections from here.',
  },
];

/** Some errors of both drivers have no code of their own. */
function byMessage(message: string): Known | undefined {
  const codeOf: readonly [RegExp, string][] = [
    [/timeout exceeded when trying to connect|Connection terminated/i, 'ETIMEDOUT'],
    [/database or disk is full/i, 'SQLITE_FULL'],
    [/disk image is malformed/i, 'SQLITE_CORRUPT'],
    [/file is not a database/i, 'SQLITE_NOTADB'],
    [/database is locked/i, 'SQLITE_BUSY'],
    [/disk I\/O error/i, 'SQLITE_IOERR'],
    [/unable to open (database|connection)/i, 'SQLITE_CANTOPEN'],
  ];
  const code = codeOf.find(([pattern]) => pattern.test(message))?.[1];
  return code === undefined ? undefined : KNOWN.find(({ pattern }) => pattern.test(code));
}
