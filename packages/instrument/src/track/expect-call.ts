import { found } from '../expected-found.js';

/** How each is called, for messages. */
const EXAMPLES = {
  trackOperation: "trackOperation({ operation: 'select', table: 'works' }, () => ...)",
  trackCall: "trackCall({ target: 'calendar' }, () => ...)",
  trackJob: "trackJob('cleanup', () => ...)",
  tracked: "tracked({ function: 'parse' }, parse)",
  track: "track(), or with what it is such as track({ operation: 'select', table: 'works' })",
  span: "span('render', () => ..., { kind: 'page' })",
  traced: "traced(render, { kind: 'page' })",
};

/** Returns what to throw where arguments are missing or swapped, so that there is nothing to call. */
export function wrongArguments(of: keyof typeof EXAMPLES, args: readonly unknown[]): TypeError {
  return new TypeError(`expected ${EXAMPLES[of]}, found ${of}(${args.map(argument).join(', ')})`);
}

function argument(value: unknown): string {
  const isPlain = value !== null && typeof value === 'object' && value.constructor === Object;
  return isPlain ? `{ ${Object.keys(value).join(', ')} }` : found(value);
}

/** Returns whether a value is an object that has a property; runs at each tracked call. */
export function has(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && name in value;
}

/** Returns whether a value says what is tracked, with all that it needs. */
export function isTracked(value: unknown): boolean {
  const names = has(value, 'operation')
    ? ['operation', 'table']
    : ['job', 'target', 'function'].filter((name) => has(value, name)).slice(0, 1);
  const texts = value as Readonly<Record<string, unknown>>;
  return names.length > 0 && names.every((name) => typeof texts[name] === 'string');
}
