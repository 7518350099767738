import { found } from '../expected-found.js';
import { warnOnce } from '../warn-once.js';

/** Returns whether a value says how something ended; writes a warning where it does not. */
export function isOutcome(of: string, outcome: unknown): boolean {
  const ok = (outcome as { readonly ok?: unknown } | null | undefined)?.ok;
  if (typeof ok === 'boolean') return true;
  const what = typeof outcome === 'object' && outcome !== null ? `ok as ${found(ok)}` : found(outcome);
  warnOnce(`${of}: expected { ok: true } or { ok: false }, found ${what}: nothing is counted`);
  return false;
}
