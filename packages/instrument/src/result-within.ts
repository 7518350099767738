/** Returns what a promise resolves to, or `tooLate` where it takes longer than the limit. Throws what it rejects with. */
export async function resultWithin<T, L>(
  promise: Promise<T>,
  { limitMs, tooLate }: { readonly limitMs: number; readonly tooLate: L },
): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<L>((resolve) => {
    timer = setTimeout(() => resolve(tooLate), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
