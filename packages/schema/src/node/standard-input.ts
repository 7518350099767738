/** What stands for standard input where a file can be named; a file of that name is `./-`. */
export const STANDARD_INPUT = '-';

/** Returns how messages name an input. */
export function inputName(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}
