/** Returns the words in lines of at most `columns` characters, all but the first with the indent given; a longer word keeps a line of its own. */
export function wrapWords(text: string, columns: number, indent: string): string[] {
  const [first = '', ...words] = text.trimStart().split(' ');
  let line = text.slice(0, text.length - text.trimStart().length) + first;
  const lines: string[] = [];
  for (const word of words) {
    if (line.length + 1 + word.length <= columns) {
      line += ` ${word}`;
      continue;
    }
    lines.push(line);
    line = `${indent}${word}`;
  }
  return [...lines, line];
}
