import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * Checks that each link of the built site leads to a page, and to a heading of it where it names one, and that a page
 * loads nothing from elsewhere.
 * @throws {Error} naming all that does not
 */
export function checkBuiltPages(folder: string, base: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
  const pages = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const faults = [...pages].flatMap(([file, html]) =>
    [
      ...attributesOf(html, 'a', 'href').filter((href) => !leadsSomewhere(file, href)),
      ...['img', 'script'].flatMap((tag) => attributesOf(html, tag, 'src').filter(isElsewhere)),
      ...attributesOf(html, 'link', 'href').filter(isElsewhere),
    ].map((address) => `${file}: ${address}`),
  );
  if (faults.length > 0) {
    throw new Error(`expected links to pages and headings of the site, found\n  ${faults.join('\n  ')}`);
  }

  function leadsSomewhere(from: string, href: string): boolean {
    if (isElsewhere(href)) return true;
    const [path = '', anchor] = decodeURI(href).split('#');
    const target =
      path === ''
        ? from
        : fileAt(path.startsWith(base) ? path.slice(base.length) : posix.join(posix.dirname(from), path));
    const html = pages.get(target);
    if (html === undefined) return existsSync(join(folder, target)) && anchor === undefined;
    return anchor === undefined || html.includes(` id="${anchor}"`);
  }

  function fileAt(path: string): string {
    const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
    return pages.has(`${file}.html`) ? `${file}.html` : file;
  }
}

function attributesOf(html: string, tag: string, attribute: string): string[] {
  const pattern = new RegExp(`<${tag}\\b[^>]*? ${attribute}="([^"]*)"`, 'g');
  return [...html.matchAll(pattern)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));
}

function isElsewhere(address: string): boolean {
  return /^(https?:)?\/\//.test(address);
}
