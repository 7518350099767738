import { expectList } from '../expected-found.js';

/** Matches paths to patterns such as `/works/:id` or `/files/*`. */
export class RoutePatterns {
  readonly #patterns: readonly { readonly pattern: string; readonly targets: RegExp }[];

  /**
   * @param of the option's name, for messages
   * @throws {TypeError} when a pattern does not begin with `/`, or has `*` before its end
   */
  constructor(of: string, patterns: readonly string[]) {
    expectList(of, patterns, 'patterns such as ["/works/:id", "/files/*"]');
    for (const pattern of patterns) {
      if (typeof pattern === 'string' && /^\/[^*]*\*?$/.test(pattern)) continue;
      throw new TypeError(
        `${of}: expected patterns such as "/works/:id" or "/files/*", found ${JSON.stringify(pattern)}`,
      );
    }
    this.#patterns = patterns.map((pattern) => ({ pattern, targets: targetsOf(pattern) }));
  }

  /** Returns the first pattern that the path of a request target matches. */
  match(target = ''): string | undefined {
    return this.#patterns.find(({ targets }) => targets.test(target))?.pattern;
  }
}

/** A path, up to its query or fragment. */
function targetsOf(pattern: string): RegExp {
  const segments = pattern.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/?#]+';
    return segment === '*' ? '[^?#]*' : segment.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}(?:[?#]|$)`);
}
