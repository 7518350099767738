#!/usr/bin/env node
// Bundles the pages of `perf-analyze site` into dist/page, which each site gets a copy of.
import { fileURLToPath } from 'node:url';
import { bundlePage } from '@perf-suite/page-parts/bundle-page';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
await bundlePage({
  from: path('page'),
  to: path('dist/page'),
  licences: [path('node_modules/uplot/LICENSE')],
});
