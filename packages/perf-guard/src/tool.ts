import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../package.json') as { version: string };

/** The name and version that a report gives as its maker. */
export const TOOL = { name: 'perf-guard', version: manifest.version } as const;
