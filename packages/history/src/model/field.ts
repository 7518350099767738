import { LONGEST_ID } from '@perf-suite/schema/name-length';
import * as v from 'valibot';

/** Building blocks of the schemas: what a field may hold. */
export const nameText = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_ID));
/** Names of branches, machines and tools; nothing longer is one. */
export const shortText = v.pipe(v.string(), v.maxLength(1_000));
export const nonNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
/** Whole milliseconds since 1970, up to the last that a Date can hold. */
export const instantMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15));
/** What others refer to: short enough for an index of any database. */
export const idText = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
