const NEWLINE = /\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g;
const CONTROL = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Where a text could give a CI runner orders: GitHub reads `::name ...::` at the start of a line, after any
 * spaces, and `##[name]` anywhere in it; Azure `##vso[...]`. An address such as `::1` is left alone.
 */
const COMMAND = /(?<=^|\s):(?=:[a-z][a-z-]*(?: .*)?::)|#(?=#(?:vso)?\[)/gi;

/**
 * Returns a text that others wrote (a name, a message) as one line that does nothing to a terminal or a
 * log: a newline or tab is a space, other control characters show as what they are, `\x1b` for escape. What a CI runner would take for a command is broken up by a space.
 */
export function printable(text: string): string {
  return withoutCommands(text.replace(NEWLINE, ' ').replace(CONTROL, escaped));
}

/** Returns one line of text with what a CI runner would take for a command broken up by a space. */
export function withoutCommands(line: string): string {
  return line.replace(COMMAND, '$& ');
}

function escaped(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
