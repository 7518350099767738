/** `<file>#<group> > <name>`: stable over runs. */
export function benchmarkId(fileId: string, group: readonly string[], name: string): string {
  return `${fileId}#${[...group, name].join(' > ')}`;
}
