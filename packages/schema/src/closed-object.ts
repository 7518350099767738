import * as v from 'valibot';

const KEYS = 'one of the keys ';

/** An object with these keys and no others: what is said of another one names them. */
export function closedObject<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, string> {
  return v.strictObject(entries, `${KEYS}${Object.keys(entries).join(', ')}`);
}

/** Returns the keys that the object of an issue may have; null where it was not made by {@link closedObject}. */
export function keysExpected({ message }: v.BaseIssue<unknown>): string[] | null {
  return message.startsWith(KEYS) ? message.slice(KEYS.length).split(', ') : null;
}
