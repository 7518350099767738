import * as v from 'valibot';
import { LONGEST_ID } from './name-length.js';

/** Building blocks for the schemas: what a field may hold. All numbers are finite (JSON has no NaN). */
export const text = v.string();
/** A name or id: what shows it need not cope with a text of any size. */
export const nameText = v.pipe(v.string(), v.maxLength(LONGEST_ID));
export const flag = v.boolean();
export const finite = v.pipe(v.number(), v.finite());
export const nonNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const positiveCount = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const ratio = v.pipe(v.number(), v.finite());
export const instant = v.pipe(v.string(), v.isoTimestamp('an ISO 8601 instant in UTC'));
/** Text by any name, "constructor" and "prototype" among them: valibot's own records leave those out. */
export const textByName = v.custom<Record<string, string>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === 'string'),
  'an object of texts',
);
