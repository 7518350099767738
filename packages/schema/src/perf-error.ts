/** The stable codes a {@link PerfError} can carry. Scripts may rely on them; messages may change. */
export const PERF_ERROR_CODES = [
  'bad-usage',
  'bad-config',
  'bad-file',
  'future-version',
  'not-found',
  'not-writable',
  'no-match',
  'duplicate-name',
  'load-failed',
  'benchmark-failed',
  'worker-died',
  'not-comparable',
  'setup-failed',
  'port-in-use',
  'unreachable',
  'interrupted',
  'internal',
] as const;

export type PerfErrorCode = (typeof PERF_ERROR_CODES)[number];

export interface PerfErrorOptions {
  /** What to do about it, as an instruction to the person reading. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The one error type that users see: a stable code, a message that says where, what was expected
 * and what was found, and a hint that says what to do.
 */
export class PerfError extends Error {
  override readonly name = 'PerfError';
  readonly code: PerfErrorCode;
  readonly hint: string | undefined;

  constructor(code: PerfErrorCode, message: string, options: PerfErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
