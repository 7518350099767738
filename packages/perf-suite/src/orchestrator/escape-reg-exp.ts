/** Returns a regular expression that matches the text itself. */
export function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&');
}
