#!/usr/bin/env node
// Bundles the live page into dist/page: static files that need no build step where they are used.
// Runs after `tsc -b`, since it bundles the built schema and client.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packageFolder = new URL('../', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, packageFolder));

/** Everything in our schema package is declarations: what the page does not use may go, valibot with it. */
const schemaWithoutSideEffects = {
  name: 'schema-without-side-effects',
  setup(builder) {
    builder.onResolve({ filter: /^(@perf-suite\/schema|valibot)$/ }, async (args) => {
      if (args.pluginData === 'resolving') return undefined;
      const { importer, resolveDir, kind } = args;
      const found = await builder.resolve(args.path, { importer, resolveDir, kind, pluginData: 'resolving' });
      return { path: found.path, errors: found.errors, sideEffects: false };
    });
    builder.onResolve({ filter: /^\.\// }, async (args) => {
      if (args.pluginData === 'resolving' || !/[/\\]schema[/\\]dist[/\\]/.test(args.importer))
        return undefined;
      const { importer, resolveDir, kind } = args;
      const found = await builder.resolve(args.path, { importer, resolveDir, kind, pluginData: 'resolving' });
      return { path: found.path, errors: found.errors, sideEffects: false };
    });
  },
};

/** The licences of what is bundled ask to travel with each copy. */
async function licenceBanner() {
  const texts = ['uplot/LICENSE', 'valibot/LICENSE.md'].map(async (file) => {
    const text = await readFile(path(`node_modules/${file}`), 'utf8');
    return `${file.split('/')[0]}\n\n${text.trim()}`;
  });
  return `/*!\n${(await Promise.all(texts)).join('\n\n').replaceAll('*/', '* /')}\n*/`;
}

await mkdir(path('dist/page/'), { recursive: true });
await build({
  entryPoints: [
    { in: path('page/main.ts'), out: 'page' },
    { in: path('page/style/page.css'), out: 'page' },
  ],
  outdir: path('dist/page/'),
  bundle: true,
  format: 'iife',
  target: ['chrome109', 'firefox115', 'safari16'],
  minify: true,
  charset: 'utf8',
  banner: { js: await licenceBanner() },
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [schemaWithoutSideEffects],
});
// The icon goes inside: browsers fetch it late, maybe after a short run's server is gone.
const icon = (await readFile(path('page/icon.svg'))).toString('base64');
const page = await readFile(path('page/index.html'), 'utf8');
await writeFile(path('dist/page/index.html'), page.replace('icon.svg', `data:image/svg+xml;base64,${icon}`));
