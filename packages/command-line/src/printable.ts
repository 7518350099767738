const NEWLINE = /\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g;
const CONTROL = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Returns a text that others wrote (a name, a message) as one line that does nothing to a terminal or a
 * log: a newline or tab is a space, other control characters show as what they are, `\x1b` for escape.
 */
export function printable(text: string): string {
  return text.replace(NEWLINE, ' ').replace(CONTROL, escaped);
}

function escaped(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
