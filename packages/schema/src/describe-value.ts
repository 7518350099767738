const LONGEST_TEXT = 60;
const MOST_KEYS = 5;

/**
 * Returns what a value is, for the "found" of a message: short, and safe for values of any size or depth.
 * Examples: `nothing`, `3`, `"parse"`, `a list of 2`, `an object with the keys "a", "b"`.
 */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return describeText(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return describeObject(value);
  return typeof value === 'function' ? 'a function' : String(value);
}

function describeText(text: string): string {
  if (text.length <= LONGEST_TEXT) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, LONGEST_TEXT))}... (${text.length} characters)`;
}

function describeObject(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  const shown = keys.slice(0, MOST_KEYS).map(describeText).join(', ');
  const rest = keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more` : '';
  return `an object with the key${keys.length > 1 ? 's' : ''} ${shown}${rest}`;
}
