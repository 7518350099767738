/** Returns where the site has a page of the repository: `docs/ci.md` is `ci.md`, a folder's README its index. */
export function pageOf(file: string): string {
  return file.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
}

/** Returns the link to a page of the repository, as its address in the site. */
export function linkOf(file: string): string {
  return `/${pageOf(file)
    .replace(/\.md$/, '')
    .replace(/(^|\/)index$/, '$1')}`;
}
