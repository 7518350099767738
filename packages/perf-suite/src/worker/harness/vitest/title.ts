import { inspect } from 'node:util';

/** From this length on, vitest shortens what it puts in place of `$name`. */
const LONGEST_VALUE = 40;

/**
 * Returns the name of one case of `describe.each`, as vitest 4 writes it: `%s` and the like stand for the case's
 * values in turn, `$name` for a property of its first, `$0` for a value by its place, `%#` and `%$` for its number.
 */
export function caseTitle(template: string, values: readonly unknown[], index: number): string {
  const numbered = template
    .split('%%')
    .map((part) => part.replaceAll('%#', String(index)).replaceAll('%$', String(index + 1)))
    .join('%%');
  let floats = 0;
  const signed = numbered.replaceAll('%f', () => (Object.is(values[floats++], -0) ? '-%f' : '%f'));
  let next = 0;
  return signed.replace(/%[sdjifoOc%]|\$([$\w.]+)/g, (found, path: string | undefined) => {
    if (path !== undefined) return property(values, path) ?? found;
    const value = values[next++];
    if (found !== '%%') return formatted(found, value);
    // It takes a value as well, which follows it.
    const shown = typeof value === 'object' && value !== null ? onOneLine(value) : String(value);
    return `% ${shown}`;
  });
}

function formatted(directive: string, value: unknown): string {
  if (typeof value === 'bigint' && /%[sdi]/.test(directive)) return `${value}n`;
  switch (directive) {
    case '%s':
      return text(value);
    case '%d':
      return String(typeof value === 'symbol' ? Number.NaN : Number(value));
    case '%i':
      return String(Number.parseInt(String(value), 10));
    case '%f':
      return String(Number.parseFloat(String(value)));
    case '%j':
      return String(JSON.stringify(value));
    case '%c':
      return '';
    default:
      return onOneLine(value, 4);
  }
}

function text(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  const isNamed = typeof value.toString === 'function' && value.toString !== Object.prototype.toString;
  return isNamed ? String(value) : onOneLine(value, 0);
}

/** Null: what stands there means no value. */
function property(values: readonly unknown[], path: string): string | null {
  const [first] = values;
  const isObject = typeof first === 'object' && first !== null && !Array.isArray(first);
  const byPlace = /^\d+$/.test(path) ? valueAt(values, path) : undefined;
  if (!isObject) return /^\d+$/.test(path) ? shortened(byPlace) : null;
  const own = valueAt(first, path);
  return shortened(own === undefined ? byPlace : own);
}

function valueAt(from: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value == null ? undefined : Reflect.get(Object(value), key)), from);
}

function shortened(value: unknown): string {
  const shown = onOneLine(value);
  if (shown.length < LONGEST_VALUE) return shown;
  if (typeof value === 'function') return value.name === '' ? '[Function]' : `[Function: ${value.name}]`;
  if (Array.isArray(value)) return `[ Array(${value.length}) ]`;
  if (Object.prototype.toString.call(value) !== '[object Object]') return shown;
  const keys = Object.keys(value as object);
  return `{ Object (${keys.length > 2 ? `${keys.slice(0, 2).join(', ')}, ...` : keys.join(', ')}) }`;
}

function onOneLine(value: unknown, depth = 2): string {
  return inspect(value, { depth, breakLength: Number.POSITIVE_INFINITY });
}
