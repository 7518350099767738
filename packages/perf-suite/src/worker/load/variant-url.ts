import type { Variant } from '@perf-suite/schema';

export const VARIANT_PARAMETER = 'perf-variant';
const MARK = new RegExp(`[?&]${VARIANT_PARAMETER}=\\w+`);

/**
 * Marks a module's URL, so that Node loads another copy of the file; `import.meta.url` keeps its path. The rest of a
 * query stays as it is: `?raw` must not become `?raw=`.
 */
export function withVariant(url: string, variant: Variant): string {
  const plain = withoutVariant(url);
  return `${plain}${plain.includes('?') ? '&' : '?'}${VARIANT_PARAMETER}=${variant}`;
}

export function withoutVariant(url: string): string {
  return url.replace(MARK, '');
}

/** The variant a URL is marked with, or null. */
export function variantOf(url: string): string | null {
  return url.includes(VARIANT_PARAMETER) ? new URL(url).searchParams.get(VARIANT_PARAMETER) : null;
}
