const PART = String.raw`(?:\d+|[xX*])`;
const COMPARATOR = String.raw`(?:[~^]|[<>]=?|=)? ?v?${PART}(?:\.${PART}){0,2}(?:-[\w.-]+)?(?:\+[\w.-]+)?`;
/** A version or range, as in `7.5.1`, `^7.5`, `>=7 <8`, `7.x || 8.x`. */
const RANGE = new RegExp(`^${COMPARATOR}(?: (?:\\|\\| |- )?${COMPARATOR})*$`);
/** A tag such as `latest`: npm takes names of archives for files, and what has a colon or a slash for a place. */
const TAG = /^(?!.*\.(?:tgz|tar|tar\.gz)$)[a-z][\w-]*(?:\.[\w-]+)*$/i;

/** Returns whether npm takes the text for a version, range or tag, and for nothing else. */
export function isNpmVersion(text: string): boolean {
  return RANGE.test(text) || TAG.test(text);
}

/** An exact version means the same for ever; a tag or range may mean another version by now. */
export function isExactVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+[\w.+-]*$/.test(text);
}
