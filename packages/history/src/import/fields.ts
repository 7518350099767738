import * as v from 'valibot';
import { nonNegative } from '../model/field.js';

/** Building blocks of the schemas of other tools' files. */
export const text = v.string();
export const measured = nonNegative;
export const samples = v.array(nonNegative);
export const count = v.pipe(v.number(), v.finite(), v.minValue(1));

/** Any object, with its keys; which of them count is looked at later. */
export const anyObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object',
);

/** Returns the instant of a date text in milliseconds since 1970; undefined where it is none. */
export function instantOf(date: string | null | undefined): number | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
