import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownOptions, MarkdownRenderer } from 'vitepress';
import { linkOf } from './pages.js';

/** Returns the anchor that code hosts give a heading, which the docs link to. */
export const codeHostAnchor: NonNullable<NonNullable<MarkdownOptions['anchor']>['slugify']> = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

/** Leaves out comments, which are text where HTML is. */
export function withoutComments(md: MarkdownRenderer): void {
  md.core.ruler.before('inline', 'comments', ({ tokens }) => {
    for (const token of tokens) {
      if (token.type === 'inline') token.content = token.content.replace(/<!--.*?-->\n?/gs, '');
    }
  });
}

interface Repository {
  readonly root: string;
  /** Where others see its files. */
  readonly repositoryUrl: string;
}

/**
 * Makes links between files of the repository into links between pages, and into links to the repository where the
 * file is no page. A link that leads nowhere ends the build.
 */
export function linksAsInTheRepository(md: MarkdownRenderer, { root, repositoryUrl }: Repository): void {
  md.core.ruler.push('links', ({ tokens, env }: { tokens: Token[]; env: PageEnvironment }) => {
    const page = env.realPath ?? env.path;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.attrGet('href');
      if (token.type !== 'link_open' || href === null || /^([a-z]+:|#)/.test(href)) continue;
      const [path = '', anchor] = decodeURI(href).split('#');
      const target = join(dirname(page), path);
      if (!existsSync(target)) {
        throw new Error(
          `${relative(root, page)}: expected a link to a file, found ${href}, which leads nowhere`,
        );
      }
      token.attrSet(
        'href',
        `${addressOf(relative(root, target))}${anchor === undefined ? '' : `#${anchor}`}`,
      );
    }
  });

  function addressOf(file: string): string {
    if (file.endsWith('.md')) return linkOf(file);
    const isFolder = statSync(join(root, file)).isDirectory();
    const readme = join(file, 'README.md');
    if (isFolder && existsSync(join(root, readme))) return linkOf(readme);
    return `${repositoryUrl}/${isFolder ? 'tree' : 'blob'}/main/${file}`;
  }
}

type Token = ReturnType<MarkdownRenderer['parse']>[number];

/** What VitePress says of the page that it renders. */
interface PageEnvironment {
  readonly path: string;
  /** Where the file is, if the site has it at another address. */
  readonly realPath?: string;
}
