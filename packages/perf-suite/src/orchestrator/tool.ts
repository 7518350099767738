import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The name and version that a run file gives as its maker. */
export const TOOL = { name: 'perf-suite', version: manifest.version } as const;
