import { readFile, writeFile } from 'node:fs/promises';

/**
 * Replaces what stands in a Markdown page between `<!-- name -->` and `<!-- end of name -->`.
 * Throws where the page has no such marks.
 */
export async function putIntoPage(page: URL, name: string, markdown: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`${page.pathname}: expected ${start.trim()} ... ${end}, found none`);
  await writeFile(page, `${text.slice(0, from + start.length)}\n${markdown.trim()}\n\n${text.slice(to)}`);
}
