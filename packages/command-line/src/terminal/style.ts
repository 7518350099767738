import { createColors } from 'picocolors';
import { showsUnicode } from './shows-unicode.js';

type Colors = ReturnType<typeof createColors>;

/** How a terminal is drawn on. */
export interface TerminalStyle {
  readonly colors: Colors;
  /** False where only ASCII can be relied on. */
  readonly unicode: boolean;
  /** Columns that a line of words may fill. */
  readonly width: number;
  /** Columns that a table's line may fill. */
  readonly tableWidth: number;
}

export interface Glyphs {
  readonly done: string;
  readonly failed: string;
  readonly warning: string;
  readonly open: string;
  readonly slower: string;
  readonly faster: string;
  readonly same: string;
  readonly unsure: string;
  readonly dot: string;
  readonly times: string;
  readonly ellipsis: string;
}

const UNICODE: Glyphs = {
  done: '✔',
  failed: '✖',
  warning: '▲',
  open: '○',
  slower: '▼',
  faster: '▲',
  same: '=',
  unsure: '?',
  dot: '·',
  times: '×',
  ellipsis: '…',
};

const ASCII: Glyphs = {
  done: '+',
  failed: 'x',
  warning: '!',
  open: 'o',
  slower: 'v',
  faster: '^',
  same: '=',
  unsure: '?',
  dot: '-',
  times: 'x',
  ellipsis: '..',
};

export function glyphsOf({ unicode }: Pick<TerminalStyle, 'unicode'>): Glyphs {
  return unicode ? UNICODE : ASCII;
}

export interface StyleOptions {
  /** Undefined where there is no terminal. */
  readonly columns: number | undefined;
  readonly isTerminal: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** As in `process.platform`. */
  readonly platform: string;
  /** False with --no-color. */
  readonly color?: boolean | undefined;
  /** True with --ascii. */
  readonly ascii?: boolean | undefined;
}

/** Returns what a stream can show, from its size, the environment and what the command line says. */
export function styleOf(options: StyleOptions): TerminalStyle {
  const { columns, variables, platform, ascii } = options;
  return {
    colors: createColors(wantsColor(options)),
    unicode: ascii !== true && showsUnicode(variables, platform),
    width: Math.min(Math.max(columns ?? 120, 40), 120),
    // What goes to a file or through a pipe keeps its names whole.
    tableWidth: Math.min(Math.max(columns ?? 200, 40), 200),
  };
}

/** Returns what a stream of this process can show. */
export function styleFor(
  stream: { readonly columns?: number; readonly isTTY?: boolean },
  flags: Pick<StyleOptions, 'color' | 'ascii'>,
  variables: StyleOptions['variables'],
): TerminalStyle {
  const { columns, isTTY } = stream;
  return styleOf({ ...flags, columns, isTerminal: isTTY === true, variables, platform: process.platform });
}

/** --no-color and NO_COLOR (no-color.org) win over FORCE_COLOR, and that over what the terminal is. */
export function wantsColor({
  color,
  variables,
  isTerminal,
}: Pick<StyleOptions, 'color' | 'variables' | 'isTerminal'>): boolean {
  if (color === false || variables.NO_COLOR) return false;
  if (variables.FORCE_COLOR) return variables.FORCE_COLOR !== '0';
  return isTerminal && variables.TERM !== 'dumb';
}
