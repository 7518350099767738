import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitepress';
import { checkBuiltPages } from '../check-built-pages.js';
import { codeHostAnchor, linksAsInTheRepository, withoutComments } from '../markdown.js';
import { pageOf } from '../pages.js';
import { sidebarOf } from '../sidebar.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { homepage, repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  homepage: string;
  repository: { url: string };
};
const repositoryUrl = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** What the schemas' `$id` names: editors fetch them from the site. */
const SCHEMA_FOLDERS = ['schema', 'stream', 'perf-suite'].map((name) => `packages/${name}/json-schema`);

/** The pages are outside of this folder, where only its own dependencies would be found. */
const vueForPages: Plugin = {
  name: 'vue-for-pages',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!/^vue(\/|$)/.test(id) || importer?.endsWith('.md') !== true) return null;
    return this.resolve(id, fileURLToPath(import.meta.resolve('vitepress')), { skipSelf: true });
  },
};

export default defineConfig({
  title: 'perf-suite',
  description: 'Benchmark performance-regression monitor',
  base: new URL(homepage).pathname,
  cleanUrls: true,
  // The pages stay where a code host shows them.
  srcDir: '..',
  srcExclude: ['.changeset/**', 'website/**', '**/{fixtures,golden,test,.perf}/**'],
  rewrites: pageOf,
  outDir: './dist',
  cacheDir: './.vitepress/cache',
  vite: { plugins: [vueForPages] },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    // Names such as <head> are text.
    html: false,
    anchor: { slugify: codeHostAnchor },
    config(md) {
      withoutComments(md);
      linksAsInTheRepository(md, { root, repositoryUrl });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Measuring', link: '/measuring' },
      { text: 'Judging', link: '/judging' },
      { text: 'In CI', link: '/ci' },
      { text: 'Monitoring', link: '/monitoring/quick-start' },
    ],
    sidebar: sidebarOf(root),
    socialLinks: [{ icon: 'github', link: repositoryUrl }],
    footer: { message: 'MIT licensed' },
  },
  buildEnd({ outDir, site }) {
    const schemas = join(outDir, 'json-schema');
    mkdirSync(schemas, { recursive: true });
    for (const folder of SCHEMA_FOLDERS) {
      for (const file of readdirSync(join(root, folder))) {
        copyFileSync(join(root, folder, file), join(schemas, file));
      }
    }
    checkBuiltPages(outDir, site.base);
  },
});
