/** Does something as a user who is bound by file permissions, which root is not. POSIX only. */
export async function asOrdinaryUser<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.('nobody');
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}
