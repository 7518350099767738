const ASCII: Readonly<Record<string, string>> = { '×': 'x', µ: 'u' };

/** Returns a report's text with ASCII in place of the signs that it counts with; names keep others. */
export function inAscii(text: string): string {
  return text.replace(/[×µ]/g, (sign) => ASCII[sign] as string);
}
