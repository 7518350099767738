import { PerfError } from '@perf-suite/schema';

/** What a request shows of who sends it; at most one of both. */
export interface Login {
  /** As `user:password`. */
  readonly credentials: string | null;
  readonly token: string | null;
}

/** Where to send, without user and password, which `fetch` refuses in an address, and what to show there. */
export interface Receiver {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Returns a receiver's address and the header that opens it: from user and password in the address, or else
 * what was given for all.
 * @throws {PerfError} `bad-usage` when it is no http address, or there are two logins for it
 */
export function receiverAt(address: string, flag: string, { credentials, token }: Login): Receiver {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new PerfError(
      'bad-usage',
      `${flag}: expected an http or https address, found ${JSON.stringify(address)}`,
      {
        hint: `Write for example ${flag} http://127.0.0.1:9091; special characters of a password as %40 for @.`,
      },
    );
  }
  const own =
    url.username === '' && url.password === '' ? null : `${decoded(url.username)}:${decoded(url.password)}`;
  if ([own, credentials, token].filter((one) => one !== null).length > 1) {
    throw new PerfError('bad-usage', `${flag}: expected one login, found several`, {
      hint: 'Give user and password in the address, --credentials-file (or PERF_EXPORTER_CREDENTIALS), or --token-file.',
    });
  }
  url.username = '';
  url.password = '';
  const basic = own ?? credentials;
  if (basic !== null) return { url: url.href, headers: { Authorization: `Basic ${base64(basic)}` } };
  return { url: url.href, headers: token === null ? {} : { Authorization: `Bearer ${token}` } };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
