export interface ListedOptions {
  /** How many are named; 3 unless given. */
  readonly most?: number;
  /** How many there are, where not all are at hand. */
  readonly count?: number;
  readonly separator?: string;
}

/** Names the first of several things for a message: `a, b, c and 4 more`. */
export function listed(names: readonly string[], options: ListedOptions = {}): string {
  const { most = 3, count = names.length, separator = ', ' } = options;
  const named = names.slice(0, most);
  const more = count - named.length;
  return `${named.join(separator)}${more > 0 ? `${separator === ', ' ? '' : separator.trimEnd()} and ${more} more` : ''}`;
}
