import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles a page into static files that need no build step where they are used: `page.js`, `page.css` and
 * `index.html`, with the icon inside.
 *
 * @param {object} page
 * @param {string} page.from folder with `main.ts`, `style/page.css` and `index.html`
 * @param {string} page.to
 * @param {readonly string[]} page.licences files whose text travels with each copy, each in a folder named like what it is of
 * @param {import('esbuild').Plugin[]} [page.plugins]
 */
export async function bundlePage({ from, to, licences, plugins = [] }) {
  await mkdir(to, { recursive: true });
  await build({
    entryPoints: [
      { in: join(from, 'main.ts'), out: 'page' },
      { in: join(from, 'style/page.css'), out: 'page' },
    ],
    outdir: to,
    bundle: true,
    format: 'iife',
    target: ['chrome109', 'firefox115', 'safari16'],
    minify: true,
    charset: 'utf8',
    banner: { js: await licenceBanner(licences) },
    legalComments: 'none',
    logLevel: 'warning',
    plugins,
  });
  // The icon goes inside: browsers fetch it late, maybe after a short run's server is gone.
  const icon = await readFile(fileURLToPath(new URL('../page/icon.svg', import.meta.url)));
  const html = await readFile(join(from, 'index.html'), 'utf8');
  await writeFile(
    join(to, 'index.html'),
    html.replace('icon.svg', `data:image/svg+xml;base64,${icon.toString('base64')}`),
  );
}

/** The licences of what is bundled ask to travel with each copy. */
async function licenceBanner(files) {
  const texts = files.map(
    async (file) => `${file.split('/').at(-2)}\n\n${(await readFile(file, 'utf8')).trim()}`,
  );
  return `/*!\n${(await Promise.all(texts)).join('\n\n').replaceAll('*/', '* /')}\n*/`;
}
