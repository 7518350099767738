import { found } from '../expected-found.js';
import { warnOnce } from '../warn-once.js';

/** Returns a label's value as text: strings, and numbers as they are written; null of all else, which is a mistake. */
export function labelText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Number.isFinite(value) || typeof value === 'bigint' ? String(value) : null;
}

/** Returns whether a value can be a label; writes a warning where it cannot. */
export function isLabel(of: string, value: unknown): boolean {
  if (typeof value === 'string' || labelText(value) !== null) return true;
  warnOnce(`${of}: expected a string, found ${found(value)}: nothing is counted`);
  return false;
}
