import { REQUEST_ERRORS, type RequestError } from '@perf-suite/schema';

/** Why a request gave no good answer; docs/load.md says what each means. */
export const ERROR_KINDS = REQUEST_ERRORS;

export type ErrorKind = RequestError;

/** A request that gave no good answer. */
export interface RequestFailure {
  readonly kind: ErrorKind;
  /** One line. */
  readonly message: string;
}

const KIND_BY_CODE: Readonly<Record<string, ErrorKind>> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'refused',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
  EPROTO: 'tls',
  ERR_HTTP2_STREAM_ERROR: 'reset',
  ERR_HTTP2_STREAM_CANCEL: 'reset',
  ERR_HTTP2_GOAWAY_SESSION: 'reset',
};

const TLS_CODE = /^(ERR_(SSL|TLS)_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;
const PROTOCOL_CODE = /^(HPE_|ERR_HTTP2_)/;

/** Returns what an error of the connection or of the HTTP client means. */
export function failureOf(error: unknown): RequestFailure {
  const { code, name, message } = innermost(error);
  return {
    // Undici leaves the code out of some of them.
    kind: name === 'HTTPParserError' ? 'protocol' : kindOf(code),
    message: code !== '' && !message.includes(code) ? `${message} (${code})` : message,
  };
}

function kindOf(code: string): ErrorKind {
  const known = KIND_BY_CODE[code];
  if (known !== undefined) return known;
  if (TLS_CODE.test(code)) return 'tls';
  return PROTOCOL_CODE.test(code) ? 'protocol' : 'other';
}

/** Both addresses of a name may refuse: Node then throws one error with both inside. */
function innermost(error: unknown): Record<'code' | 'name' | 'message', string> {
  if (!(error instanceof Error)) return { code: '', name: '', message: String(error) };
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  if (first !== undefined) return innermost(first);
  const code = (error as NodeJS.ErrnoException).code;
  const message = error.message.split('\n')[0] ?? '';
  return { code: typeof code === 'string' ? code : '', name: error.name, message };
}
