import type { Variant } from '@perf-suite/schema';

export const VARIANT_PARAMETER = 'perf-variant';

/** Marks a module's URL, so that Node loads another copy of the file; `import.meta.url` keeps its path. */
export function withVariant(url: string, variant: Variant): string {
  const marked = new URL(url);
  marked.searchParams.set(VARIANT_PARAMETER, variant);
  return marked.href;
}

/** The variant a URL is marked with, or null. */
export function variantOf(url: string): string | null {
  return url.includes(VARIANT_PARAMETER) ? new URL(url).searchParams.get(VARIANT_PARAMETER) : null;
}
