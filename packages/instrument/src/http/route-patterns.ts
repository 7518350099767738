/** Matches paths to patterns such as `/works/:id` or `/files/*`. */
export class RoutePatterns {
  readonly #patterns: readonly { readonly pattern: string; readonly segments: readonly string[] }[];

  /** @throws {TypeError} when a pattern does not begin with `/`, or has `*` before its end */
  constructor(patterns: readonly string[]) {
    for (const pattern of patterns) {
      if (typeof pattern === 'string' && /^\/[^*]*\*?$/.test(pattern)) continue;
      throw new TypeError(
        `routes: expected patterns such as "/works/:id" or "/files/*", found ${JSON.stringify(pattern)}`,
      );
    }
    this.#patterns = patterns.map((pattern) => ({ pattern, segments: pattern.split('/').slice(1) }));
  }

  /** Returns the first pattern that the path of a request target matches. */
  match(target: string | undefined): string | undefined {
    const path = (target ?? '').replace(/[?#].*$/s, '');
    if (!path.startsWith('/')) return undefined;
    const found = path.split('/').slice(1);
    return this.#patterns.find(({ segments }) => matches(segments, found))?.pattern;
  }
}

function matches(segments: readonly string[], found: readonly string[]): boolean {
  const isOpen = segments.at(-1) === '*';
  if (isOpen ? found.length < segments.length : found.length !== segments.length) return false;
  return segments.every((segment, i) => {
    if (segment.startsWith(':')) return found[i] !== '';
    return segment === '*' || segment === found[i];
  });
}
