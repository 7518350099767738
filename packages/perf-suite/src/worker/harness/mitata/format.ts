/** Of mitata's `$`, what writes numbers and colours; its plots are left out. */

const NS = ['ns', 'µs', 'ms', 's'];
const BYTES = [' b', 'kb', 'mb', 'gb', 'tb', 'pb'];
const AMOUNTS = ['', 'k', 'M', 'G', 'T', 'P'];

export const $ = {
  bold: '\x1b[1m',
  reset: '\x1b[0m',
  red: '\x1b[31m',
  cyan: '\x1b[36m',
  blue: '\x1b[34m',
  gray: '\x1b[90m',
  white: '\x1b[37m',
  black: '\x1b[30m',
  green: '\x1b[32m',
  yellow: '\x1b[33m',
  magenta: '\x1b[35m',
  colors: ['red', 'cyan', 'blue', 'green', 'yellow', 'magenta', 'gray', 'white', 'black'],
  time: (ns: number): string => (ns < 1 ? `${(ns * 1000).toFixed(2)} ps` : inUnit(ns, 1000, NS, ' ')),
  bytes: (bytes: number): string => inUnit(bytes, 1024, BYTES, ' '),
  amount: (n: number): string => inUnit(n, 1000, AMOUNTS, ''),
  str: (text: string, length = 3): string =>
    text.length <= length ? text : `${text.slice(0, length - 2)}..`,
  clamp: (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value)),
  min: (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity),
  max: (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity),
};

function inUnit(value: number, step: number, units: readonly string[], space: string): string {
  let rest = value;
  let unit = 0;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= step;
    unit += 1;
  }
  return `${rest.toFixed(2)}${space}${units[unit]}`;
}
