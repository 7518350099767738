import stringWidth from 'string-width';

/** Longer texts are measured piece by piece: finding out what is drawn as one character takes quadratic time. */
const PIECE = /[\s\S]{1,200}(?=\s|$)|[\s\S]{1,200}/gu;
const PIECE_UNITS = 200;

/** Returns how many columns a text fills in a terminal, in time linear in its length. */
export function textWidth(text: string): number {
  if (text.length <= PIECE_UNITS) return stringWidth(text);
  return (text.match(PIECE) ?? []).reduce((width, piece) => width + stringWidth(piece), 0);
}
