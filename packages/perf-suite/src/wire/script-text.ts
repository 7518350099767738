/** A part of a script's text: from the first character to before the last. */
export type Span = readonly [start: number, end: number];

/** A script's text and where its functions lie. */
export class ScriptText {
  readonly #source: string;
  readonly #functions = new Map<string, Span>();
  /** By start; null after a function was added. */
  #sorted: readonly Span[] | null = null;
  #lineStarts: readonly number[] | null = null;

  constructor(source: string) {
    this.#source = source;
  }

  of(spans: readonly Span[]): string {
    return spans.map(([start, end]) => this.#source.slice(start, end)).join(' ');
  }

  noteFunctions(spans: readonly Span[]): void {
    for (const span of spans) {
      const key = String(span);
      if (this.#functions.has(key)) continue;
      this.#functions.set(key, span);
      this.#sorted = null;
    }
  }

  /** The functions that lie inside a span and are not the span itself. */
  functionsInside([start, end]: Span): readonly Span[] {
    this.#sorted ??= [...this.#functions.values()].sort((a, b) => a[0] - b[0]);
    const inside: Span[] = [];
    for (
      let i = firstAtOrAfter(start, this.#sorted.length, (at) => (this.#sorted as Span[])[at]![0]);
      ;
      i++
    ) {
      const span = this.#sorted[i];
      if (span === undefined || span[0] >= end) return inside;
      if (span[1] <= end && (span[0] !== start || span[1] !== end)) inside.push(span);
    }
  }

  /** The line of a character, from 1. */
  lineAt(offset: number): number {
    this.#lineStarts ??= lineStartsOf(this.#source);
    const starts = this.#lineStarts;
    return firstAtOrAfter(offset + 1, starts.length, (at) => starts[at] as number);
  }

  /** The characters before it in its line. */
  columnAt(offset: number): number {
    const line = this.lineAt(offset);
    return offset - (this.#lineStarts?.[line - 1] ?? 0);
  }
}

/** Returns a span without the holes in it. */
export function without([start, end]: Span, holes: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let at = start;
  for (const [from, to] of [...holes].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (from > at) spans.push([at, Math.min(from, end)]);
    at = Math.max(at, to);
  }
  if (at < end) spans.push([at, end]);
  return spans;
}

function lineStartsOf(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The first index whose value is not below the one wanted; values ascend. */
function firstAtOrAfter(wanted: number, length: number, valueAt: (index: number) => number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
