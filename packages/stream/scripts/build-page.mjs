#!/usr/bin/env node
// Bundles the live page into dist/page: static files that need no build step where they are used.
// Runs after `tsc -b`, since it bundles the built schema and client.
import { fileURLToPath } from 'node:url';
import { bundlePage } from '@perf-suite/page-parts/bundle-page';

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

const modules = path('node_modules');
await bundlePage({
  from: path('page'),
  to: path('dist/page'),
  licences: [`${modules}/uplot/LICENSE`, `${modules}/valibot/LICENSE.md`],
  plugins: [schemaWithoutSideEffects],
});
