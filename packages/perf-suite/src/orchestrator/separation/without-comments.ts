/** A comment, a string, a template up to its end or its next `${`, a word, white space, or one character. */
const PIECE =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)|[\w$]+|\s+|[\s\S]/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** After these words a slash begins a regular expression, and after all others it divides. */
const BEFORE_REGEX = new Set(
  'return typeof case do else in of delete void throw new await yield instanceof'.split(' '),
);
const TEMPLATE_REST = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/y;

/** Returns code without its comments; what looks like one inside of a string, a template or a regex stays. */
export function withoutComments(code: string): string {
  let kept = '';
  let isRegexNext = true;
  /** For each template that is open: how many curly brackets are open inside of its `${}`. */
  const open: number[] = [];
  for (let at = 0; at < code.length; ) {
    const piece = pieceAt(code, at, { isRegexNext, endsTemplate: open.at(-1) === 0 && code[at] === '}' });
    at += piece.length;
    if (/^\/[/*]/.test(piece)) continue;
    kept += piece;
    if (piece.trim() === '') continue;
    if (open.at(-1) === 0 && piece[0] === '}') open.pop();
    if (/^[`}][\s\S]*\$\{$/.test(piece)) open.push(0);
    else if (open.length > 0 && /^[{}]$/.test(piece)) open[open.length - 1]! += piece === '{' ? 1 : -1;
    isRegexNext = /^[\w$]+$/.test(piece)
      ? BEFORE_REGEX.has(piece)
      : /(?:\$\{|[^)\]}'"`\w/]|^\})$/.test(piece);
  }
  return kept;
}

function pieceAt(
  code: string,
  at: number,
  { isRegexNext, endsTemplate }: { readonly isRegexNext: boolean; readonly endsTemplate: boolean },
): string {
  if (endsTemplate) return `}${matchAt(TEMPLATE_REST, code, at + 1) ?? ''}`;
  const isSlash = code[at] === '/' && code[at + 1] !== '/' && code[at + 1] !== '*';
  const regex = isSlash && isRegexNext ? matchAt(REGEX, code, at) : null;
  return regex ?? matchAt(PIECE, code, at) ?? (code[at] as string);
}

function matchAt(pattern: RegExp, code: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(code)?.[0] ?? null;
}
