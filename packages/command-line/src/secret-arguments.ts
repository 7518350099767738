import { FLAG_VALUE, HIDDEN, isSecretName } from './hide-secrets.js';
import { Secrets } from './known-secrets.js';

/** Returns the secrets of a command line: those in addresses, and the values of flags such as `--token`. */
export function secretsOfArguments(args: readonly string[]): Secrets {
  const secrets = new Secrets();
  for (const [i, arg] of args.entries()) {
    const { flag, value } = parts(arg);
    secrets.addAddress(value);
    if (flag !== null && isSecretFlag(flag)) secrets.add(value);
    if (isSecretFlag(args[i - 1] ?? '')) secrets.add(arg);
  }
  return secrets;
}

/**
 * Returns command line arguments as they may be shown and written down: without the secrets in them, and without
 * the values of `hiddenFlags`, such as shell commands.
 */
export function argumentsWithoutSecrets(
  args: readonly string[],
  hiddenFlags: readonly string[] = [],
): string[] {
  const secrets = secretsOfArguments(args);
  const isHidden = (flag: string): boolean => hiddenFlags.includes(flag) || isSecretFlag(flag);
  return args.map((arg, i) => {
    if (isHidden(args[i - 1] ?? '')) return HIDDEN;
    const { flag } = parts(arg);
    if (flag !== null && isHidden(flag)) return `${flag}=${HIDDEN}`;
    return secrets.redact(arg.replace(FLAG_VALUE, HIDDEN));
  });
}

/**
 * Hides what is secret in the command line from those who list processes, as far as the system allows. It was
 * there to see for the moment in which the process started: files and variables are the better place.
 */
export function hideArguments(
  running: Pick<NodeJS.Process, 'argv' | 'title'>,
  hiddenFlags: readonly string[] = [],
): void {
  const args = running.argv.slice(2);
  const shown = argumentsWithoutSecrets(args, hiddenFlags);
  if (shown.some((arg, i) => arg !== args[i])) running.title = ['node', running.argv[1], ...shown].join(' ');
}

function isSecretFlag(arg: string): boolean {
  return /^--?[\w.-]+$/.test(arg) && isSecretName(arg);
}

/** Splits `--flag=value`; an argument without a flag is all value. */
function parts(arg: string): { readonly flag: string | null; readonly value: string } {
  const [, flag = null, value = arg] = /^(--?[\w.-]+)=(.*)$/s.exec(arg) ?? [];
  return { flag, value };
}
