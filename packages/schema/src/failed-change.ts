import type { Comparison } from './report.js';

/** Returns by how much a larger share of a benchmark's requests fails, where that is a regression; null otherwise. */
export function failedChange({ errors }: Pick<Comparison, 'errors'>): number | null {
  return errors?.verdict === 'regressed' ? (errors.change?.point ?? null) : null;
}
