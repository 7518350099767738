import { Option } from 'commander';

/**
 * A flag that takes one value or more, as `--baseline a b`, and leaves those after the first that cannot be
 * meant for it to the command: `--baseline old.run.json bench/x.bench.ts` is a run file and a benchmark file.
 */
export class ListOption extends Option {
  /** Whether a value after the first belongs to the flag. */
  readonly fits: (value: string) => boolean;

  constructor(flags: string, description: string, fits: (value: string) => boolean) {
    super(flags, description);
    this.fits = fits;
  }
}

/** Returns whether a text can name a run file: JSON, or standard input. */
export function looksLikeRunFile(text: string): boolean {
  return text === '-' || /\.json(\.gz)?$/.test(text);
}

/** Returns a command line whose list flags hold no more than their own values, each joined to its flag. */
export function withOwnValues(args: readonly string[], options: readonly Option[]): string[] {
  const own: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') return [...own, ...args.slice(i)];
    const option = options.find((one) => isNamed(one, arg));
    if (option === undefined || !option.required) {
      own.push(arg);
      continue;
    }
    const first = args[i + 1];
    if (first === undefined || !(option instanceof ListOption)) {
      own.push(arg, ...(first === undefined ? [] : [first]));
      i += 1;
      continue;
    }
    const values = args.slice(i + 1);
    const rest = values.findIndex((value, at) => at > 0 && (isFlag(value) || !option.fits(value)));
    const taken = values.slice(0, rest === -1 ? values.length : rest);
    own.push(...taken.map((value) => `${option.long}=${value}`));
    i += taken.length;
  }
  return own;
}

/** Returns whether an argument is this flag, by its long or short name. */
export function isNamed({ long, short }: Option, arg: string): boolean {
  return arg === long || arg === short;
}

function isFlag(text: string): boolean {
  return text.length > 1 && text.startsWith('-');
}
