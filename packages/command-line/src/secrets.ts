/** What stands in place of a secret. */
const HIDDEN = '***';

/** User and password of an address; a user alone may be a token. Up to the last `@`, which passwords hold unescaped too. */
const USER_INFO = /(?<=[a-z][a-z\d+.-]*:\/\/)[^\s/?#"'<>]+(?=@)/gi;
/** The value of a query parameter, a variable or a flag whose name says what it is. */
const QUERY_VALUE =
  /(?<=(?:^|[?&;\s"'])(?:[\w.-]*[_-])?(?:token|password|passwd|secret|api_?key|access_?key|auth|signature|sig)=["']?)[^\s&#"'<>]+/gi;
/** The value of an Authorization header. */
const AUTHORIZATION = /(?<=\b(?:Bearer|Basic)\s+)[\w.~+/=-]{6,}/gi;
/** Shorter ones would be found in every text. */
const SHORTEST = 4;

/** Returns a text without user and password of addresses, tokens in their query, and values of Authorization headers. */
export function withoutSecrets(text: string): string {
  return text.replace(USER_INFO, HIDDEN).replace(QUERY_VALUE, HIDDEN).replace(AUTHORIZATION, HIDDEN);
}

/**
 * The secrets that a command was given, to be taken out of everything that it tells: errors of libraries hold
 * the address that they failed at, and a server may answer with what it was sent.
 */
export class Secrets {
  /** Each in all its spellings; the longest first, since one may be a part of another. */
  #known: readonly string[] = [];

  /** Keeps a secret; undefined, empty and very short ones are ignored. */
  add(secret: string | undefined): void {
    if (secret === undefined || secret.length < SHORTEST) return;
    const spellings = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      base64(secret),
    ];
    this.#known = [...new Set([...this.#known, ...spellings])].sort((a, b) => b.length - a.length);
  }

  /** Keeps `user:password`: the password, and both as Basic authentication sends them. */
  addCredentials(user: string, password: string): void {
    this.add(password === '' ? user : password);
    this.add(`${user}:${password}`);
  }

  /** Keeps what is secret in an address; whatever is none holds nothing that could be found. */
  addAddress(text: string): void {
    if (!URL.canParse(text)) return;
    const { username, password, searchParams } = new URL(text);
    if (username !== '') this.addCredentials(decoded(username), decoded(password));
    if (password !== '') this.add(password);
    this.add(searchParams.get('token') ?? undefined);
  }

  /** Returns a text without the secrets: for what was asked for, which else stays as it is. */
  hide(text: string): string {
    let hidden = text;
    for (const secret of this.#known) hidden = hidden.replaceAll(secret, HIDDEN);
    return hidden;
  }

  /** Returns a text without the secrets, and without what looks like one: for messages. */
  redact(text: string): string {
    return withoutSecrets(this.hide(text));
  }
}

/** Returns the secrets of a command line: those in addresses, and what `--token` holds. */
export function secretsOfArguments(args: readonly string[]): Secrets {
  const secrets = new Secrets();
  for (const [i, arg] of args.entries()) {
    const value = /^--[\w-]+=(.*)$/s.exec(arg)?.[1] ?? arg;
    secrets.addAddress(value);
    if (arg.startsWith('--token=')) secrets.add(value);
    if (args[i - 1] === '--token') secrets.add(arg);
  }
  return secrets;
}

/**
 * Hides what is secret in the command line from those who list processes, as far as the system allows. It was
 * there to see for the moment in which the process started: files and variables are the better place.
 */
export function hideArguments(running: Pick<NodeJS.Process, 'argv' | 'title'>): void {
  const args = running.argv.slice(2);
  const shown = args.map((arg) => secretsOfArguments(args).redact(arg));
  if (shown.some((arg, i) => arg !== args[i])) running.title = ['node', running.argv[1], ...shown].join(' ');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function base64(text: string): string {
  // Padding may be left out where it is told.
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

interface Writers {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Returns where a command writes such that none of the secrets gets there, those too that it reads later. */
export function withoutGiven(secrets: Secrets, { out, err }: Writers): Writers {
  return { out: (text) => out(secrets.hide(text)), err: (text) => err(secrets.redact(text)) };
}
