import { ASSIGNED_VALUE, FLAG_VALUE, HIDDEN, hideSecrets, isSecretName, USER_INFO } from './hide-secrets.js';

/** Shorter ones would be found in every text. */
const SHORTEST = 4;
/** A user without a password is a token in addresses of the web; a database's is a name such as `perf`. */
const NAMES_ITS_USER = /^(postgres|postgresql|(git\+)?ssh):$/;
/** Of what only may be a secret. */
const SHORTEST_GUESSED = 8;

/**
 * The secrets that a command was given, to be taken out of everything that it prints: errors of libraries hold
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
    const { protocol, username, password, searchParams } = new URL(text);
    const isName = password === '' && NAMES_ITS_USER.test(protocol);
    if (username !== '' && !isName) this.addCredentials(decoded(username), decoded(password));
    if (password !== '') this.add(password);
    for (const [name, value] of searchParams) if (isSecretName(name)) this.add(value);
  }

  /** Keeps what in a shell command may be a secret: what is named so, users and passwords, and words that no person made up. */
  addCommand(command: string): void {
    const named = [ASSIGNED_VALUE, FLAG_VALUE].flatMap((pattern) => [...command.matchAll(pattern)]);
    for (const [value] of named) this.add(value.replace(/^(["'])(.*)\1$/s, '$2'));
    for (const [info] of command.matchAll(USER_INFO)) {
      for (const part of info.split(':')) {
        this.add(part);
        this.add(decoded(part));
      }
    }
    for (const word of command.split(/[\s"'`=:@/?&;|()<>$,\\]+/)) {
      if (word.length >= SHORTEST_GUESSED && /\d|[A-Z]/.test(word)) this.add(word);
    }
  }

  /** Keeps the values of variables that are named as secrets. */
  addVariables(variables: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value = ''] of Object.entries(variables)) {
      if (value.length >= SHORTEST_GUESSED && isSecretName(name)) this.add(value);
    }
  }

  /** Returns a text without the secrets: for what was asked for, which else stays as it is. */
  hide(text: string): string {
    let hidden = text;
    for (const secret of this.#known) hidden = hidden.replaceAll(secret, HIDDEN);
    return hidden;
  }

  /** Returns a text without the secrets, and without what looks like one: for messages. */
  redact(text: string): string {
    return hideSecrets(this.hide(text));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function base64(text: string): string {
  // Padding may be missing in the output.
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
