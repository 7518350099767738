import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../package.json') as { version: string };

export const TOOL = { name: 'perf-analyze', version: manifest.version } as const;
