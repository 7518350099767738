/** Names one place in a JSON document: plain data, so that it can go to another thread. */
export interface JsonPath {
  readonly text: string;
  /** Names of members and numbers of elements, from the outside in. */
  readonly segments: readonly Segment[];
}

type Segment = string | number;

/**
 * Returns the place that a singular query of JSONPath names, such as `$.items[0].id` or `$['a b']`; null for
 * anything else, also for queries that can name several places.
 * Source: RFC 9535, section 2.3.5.1.
 */
export function parseJsonPath(text: string): JsonPath | null {
  if (!text.startsWith('$')) return null;
  const segments: Segment[] = [];
  const segment = /\.([\p{L}_][\p{L}\p{N}_]*)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/uy;
  segment.lastIndex = 1;
  while (segment.lastIndex < text.length) {
    const match = segment.exec(text);
    if (match === null) return null;
    const [, name, index, single, double] = match;
    if (index !== undefined) segments.push(Number(index));
    else segments.push(name ?? (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'));
  }
  return { text, segments };
}

/** Returns what stands at a place of a document; undefined where there is no such place. */
export function valueAt(document: unknown, { segments }: JsonPath): unknown {
  return segments.reduce<unknown>(step, document);
}

function step(value: unknown, segment: Segment): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (typeof segment === 'number') return Array.isArray(value) ? value.at(segment) : undefined;
  return !Array.isArray(value) && Object.hasOwn(value, segment)
    ? (value as Record<string, unknown>)[segment]
    : undefined;
}
