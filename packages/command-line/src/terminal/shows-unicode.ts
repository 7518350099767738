/**
 * Returns whether a terminal can be relied on to show more than ASCII, by the environment's variables.
 * @param platform as in `process.platform`
 */
export function showsUnicode(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): boolean {
  const { TERM, WT_SESSION, TERM_PROGRAM, LC_ALL, LC_CTYPE, LANG } = environment;
  if (TERM === 'linux' || TERM === 'dumb') return false;
  // Windows Terminal and editors' terminals do; the old console does not.
  if (platform === 'win32') return Boolean(WT_SESSION || TERM_PROGRAM);
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}
