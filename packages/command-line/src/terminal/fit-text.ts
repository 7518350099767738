import { printable, withoutCommands } from '../printable.js';
import { textWidth } from './text-width.js';

/** Splits a text into what is drawn as one character. Its time grows with the square of the text's length. */
const SEGMENTER = new Intl.Segmenter();
/** Control characters, except those that switch a colour on or off. */
const NOT_DRAWN = new RegExp(`(?!${String.fromCharCode(27)}\\[\\d+m)[\\p{Cc}\\p{Bidi_Control}]`, 'gu');
/** Of a text that is longer than what can be seen, no more is looked at: a character rarely has more code units. */
const MOST_UNITS_A_COLUMN = 16;

/** Returns the text in exactly `width` columns: padded on the right, or cut with an ellipsis. */
export function fitLeft(text: string, width: number, ellipsis = '…'): string {
  return fits(text, width)
    ? text + ' '.repeat(width - textWidth(text))
    : cut(text.slice(-MOST_UNITS_A_COLUMN * width), width, ellipsis);
}

/** Returns the text in at least `width` columns, padded on the left. */
export function fitRight(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

function fits(text: string, width: number): boolean {
  return text.length <= MOST_UNITS_A_COLUMN * width && textWidth(text) <= width;
}

/** Returns as much of the text's end as fits, from the start of a word or folder: the last part of a name matters most. */
function cut(text: string, width: number, ellipsis: string): string {
  const characters = Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
  let room = width - textWidth(ellipsis);
  let start = characters.length;
  for (; start > 0; start -= 1) {
    room -= textWidth(characters[start - 1] as string);
    if (room < 0) break;
  }
  const end = characters.slice(start).join('');
  const boundary = end.search(/[ /]/);
  // A long first word is shown in part rather than not at all.
  const result = ellipsis + (boundary > end.length / 2 ? end : end.slice(Math.max(0, boundary)));
  return result + ' '.repeat(Math.max(0, width - textWidth(result)));
}

/** Returns as much of the text's start as fits. */
export function cutRight(text: string, width: number, ellipsis = '…'): string {
  if (fits(text, width)) return text;
  let room = width - textWidth(ellipsis);
  let start = '';
  for (const { segment } of SEGMENTER.segment(text.slice(0, MOST_UNITS_A_COLUMN * width))) {
    room -= textWidth(segment);
    if (room < 0) break;
    start += segment;
  }
  return start + ellipsis;
}

/** Returns the words in lines of at most `width` columns, wherever the text itself breaks; all but the first indented further. */
export function wrapWords(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  let columns = textWidth(indent);
  for (const word of withoutCommands(text.replace(NOT_DRAWN, printable)).split(' ')) {
    const wordColumns = textWidth(word);
    const isEmpty = line.trim() === '';
    const space = isEmpty ? '' : ' ';
    if (!isEmpty && columns + 1 + wordColumns > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
      columns = textWidth(indent) + 2 + wordColumns;
    } else {
      line += space + word;
      columns += space.length + wordColumns;
    }
  }
  return [...lines, line];
}
