/** Stands where a secret stood. */
export const HIDDEN = '***';

/** What names of secrets contain; neither `author` and `tokenizer` nor a count of tokens (`tokens=3`). */
const SECRET_WORD =
  'token(?!i[sz]|s=\\d+(?![\\w.-]))|passw(?:or)?d|passphrase|secret|credential|(?:api|access|private)[_-]?key|auth(?!or(?!i))';
/** Such a name to its end, but not that of a file which holds the secret. */
const SECRET_NAME = String.raw`(?:(?:${SECRET_WORD})[\w.-]*(?<![_-]file)|(?<![a-z\d])sig(?:nature)?)`;
const NAME = new RegExp(`${SECRET_NAME}$`, 'i');

/**
 * User and password of an address, also of one taken for a path (one slash), up to the last `@`, which passwords
 * hold unescaped too. A user alone may be a token; of ssh it is none, which logs in with keys.
 */
export const USER_INFO = /(?<=[a-z][a-z\d+.-]+:\/\/?)(?!(?<=\bssh:\/\/?)[^\s/:]*@)[^\s/]+(?=@)/gi;
/** The value of a variable, a flag or a query parameter; it begins behind the `=`, so that long names cost no time. */
export const ASSIGNED_VALUE = new RegExp(
  String.raw`(?<=${SECRET_NAME}=)(?:(?<quote>["'])(?:(?!\k<quote>)[^])+\k<quote>|["']?(?:\\.|[^\s&"'\\])+)`,
  'gi',
);
/** The value of a flag that stands behind it in a shell command. */
export const FLAG_VALUE = new RegExp(
  String.raw`(?=\S)(?<=(?:^|\s)--?[\w.-]*${SECRET_NAME}\s+)(?:"[^"]*"|'[^']*'|\S+)`,
  'gi',
);
/** With `*`: a part may be hidden already. */
const LETTER = String.raw`[\w.~+/=*-]`;
const CREDENTIAL = `${LETTER}{4,}`;
const HEADER = String.raw`\bauthorization\\?["']?\s*:\s*\\?["']?`;
const SCHEME = '(?:Basic|Bearer|Digest|Token|Negotiate|OAuth|ApiKey)';
/** The value of an Authorization header; of an unknown scheme both words, since either may be it. */
const AUTHORIZATION = new RegExp(
  String.raw`(?=\S)(?:(?<=${HEADER}${SCHEME}\s+)${CREDENTIAL}|(?<=${HEADER})(?!${SCHEME}\b|\*{3}(?!${LETTER}))(?:${LETTER}+ +${CREDENTIAL}|${CREDENTIAL}))`,
  'gi',
);
const SCHEME_AND_CREDENTIAL = new RegExp(String.raw`\b(Bearer|Basic)(\s+)(${CREDENTIAL})`, 'gi');
/** What follows `Bearer` in plain sentences. */
const PLAIN_WORD = /^(?:auth[a-z]*|credentials?|headers?|schemes?|tokens?)\.?$/i;
/** Tokens whose first letters show what they are, and JSON web tokens. */
const KNOWN_TOKEN =
  /(?<![a-zA-Z\d])(?:gh[pousr]_|github_pat_|npm_(?=[a-zA-Z\d]{30})|glpat-|xox[abeprs]-|sk-|eyJ[\w-]+\.eyJ)[\w.-]{12,}/g;

/**
 * Returns a text without what its form shows to be a secret: user and password of an address, the
 * value of what is named a token, password or key (`NPM_TOKEN=...`, `?token=...`), the value of an
 * Authorization header, tokens of well-known services. A secret of no such form stays, see `Secrets`.
 */
export function hideSecrets(text: string): string {
  return text
    .replace(USER_INFO, HIDDEN)
    .replace(AUTHORIZATION, HIDDEN)
    .replace(SCHEME_AND_CREDENTIAL, (found, scheme: string, space: string, value: string) =>
      isCredential(scheme, value) ? `${scheme}${space}${HIDDEN}` : found,
    )
    .replace(ASSIGNED_VALUE, `$<quote>${HIDDEN}$<quote>`)
    .replace(KNOWN_TOKEN, HIDDEN);
}

/** True for a name of a variable, a parameter or a flag that says its value is a secret. */
export function isSecretName(name: string): boolean {
  return NAME.test(name);
}

/** True unless it reads as a plain word: both schemes stand in sentences, and `basic` in names of benchmarks. */
function isCredential(scheme: string, value: string): boolean {
  if (/[\d*]/.test(value)) return true;
  if (scheme.toLowerCase() === 'bearer') return value.length >= 6 && !PLAIN_WORD.test(value);
  // user:password in base64
  return Buffer.from(value, 'base64').includes(':');
}
