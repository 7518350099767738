/** Stands where a secret stood. */
const HIDDEN = '<hidden>';

const SECRET_NAME = String.raw`[\w.-]*(?:token|passw(?:or)?d|passphrase|secret|credential|api[_-]?key|access[_-]?key|private[_-]?key|auth)[\w.-]*`;
/** User and password of an address, also of one taken for a path (one slash); `ssh://git@host` has none. */
const ADDRESS = /\b((?!(?:git\+)?ssh:\/\/?[^\s/:]*@)[a-z][a-z0-9+.-]*:\/\/?)[^\s/]*@/gi;
const ASSIGNMENT = new RegExp(String.raw`(${SECRET_NAME}=)("[^"]*"|'[^']*'|[^\s&"']+)`, 'gi');
const HEADER = /\b(Authorization: *(?:\w+ +)?|(?:Bearer|Basic) +(?=[\w.~+/-]*\d))(?!<)[\w.~+/=-]{4,}/gi;
/** Tokens that tell by their first letters what they are, and JSON web tokens. */
const KNOWN_TOKEN =
  /\b(?:gh[pousr]_|github_pat_|npm_(?=[a-zA-Z0-9]{30})|glpat-|xox[abeprs]-|sk-|eyJ[\w-]+\.eyJ)[\w.-]{12,}/g;
const FLAG = new RegExp(String.raw`(^|\s)(--?${SECRET_NAME})(\s+)("[^"]*"|'[^']*'|\S+)`, 'gi');
const NAMES_A_FILE = /-file$/i;

/** Below that a value is found in too many words that are none. */
const SHORTEST_SECRET = 4;
const SHORTEST_RANDOM = 8;

/**
 * Returns a text without what can be told to be a secret by its form: user and password of an address, the
 * value of what is named a token, password or key (`NPM_TOKEN=...`, `?token=...`), the value of an
 * Authorization header, tokens of well-known services. A secret of no such form stays.
 * @param known secrets that stand in other forms, see `secretsOf`
 */
export function hideSecrets(text: string, known: Iterable<string> = []): string {
  let hidden = text
    .replace(ADDRESS, `$1${HIDDEN}@`)
    .replace(ASSIGNMENT, `$1${HIDDEN}`)
    .replace(HEADER, `$1${HIDDEN}`)
    .replace(KNOWN_TOKEN, HIDDEN);
  // The longest first: one may be a part of another.
  for (const secret of [...known].sort((a, b) => b.length - a.length)) {
    hidden = hidden.replaceAll(secret, HIDDEN);
  }
  return hidden;
}

/** Returns what in a shell command may be a secret: what `hideSecrets` hides in it, and words that no person made up. */
export function secretsOf(command: string): string[] {
  const named = [...command.matchAll(ASSIGNMENT), ...command.matchAll(FLAG)].map(
    (found) => found.at(-1) ?? '',
  );
  const words = command.split(/[\s"'`=:@/?&;|()<>$,\\]+/);
  const random = words.filter((word) => word.length >= SHORTEST_RANDOM && /\d|[A-Z]/.test(word));
  const userInfo = [...command.matchAll(/:\/\/?([^\s/]*)@/g)].flatMap(([, info = '']) => info.split(':'));
  const values = named.map((value) => value.replace(/^(["'])(.*)\1$/, '$2'));
  return [...new Set([...values, ...userInfo, ...random])].filter(({ length }) => length >= SHORTEST_SECRET);
}

/** Returns the values of variables that are named as secrets. */
export function secretVariables(variables: Readonly<Record<string, string | undefined>>): string[] {
  const isSecret = new RegExp(`^${SECRET_NAME}$`, 'i');
  return Object.entries(variables).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST_RANDOM && isSecret.test(name) ? [value] : [],
  );
}

/**
 * Returns command line arguments as they may be written down: without the secrets that tell by their form, and
 * without the values of `hiddenFlags`, such as shell commands.
 */
export function argumentsWithoutSecrets(
  args: readonly string[],
  hiddenFlags: readonly string[] = [],
): string[] {
  const isHidden = (flag: string): boolean =>
    hiddenFlags.includes(flag) ||
    (new RegExp(`^--?${SECRET_NAME}$`, 'i').test(flag) && !NAMES_A_FILE.test(flag));
  return args.map((arg, i) => {
    if (isHidden(args[i - 1] ?? '')) return HIDDEN;
    const [flag = ''] = arg.split('=', 1);
    if (flag !== arg && isHidden(flag)) return `${flag}=${HIDDEN}`;
    return hideSecrets(arg.replace(FLAG, hideFlag));
  });
}

function hideFlag(found: string, before: string, flag: string, space: string): string {
  return NAMES_A_FILE.test(flag) ? found : `${before}${flag}${space}${HIDDEN}`;
}
