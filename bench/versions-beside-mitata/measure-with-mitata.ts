import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measure } from 'mitata';
import type { suite } from 'perf-suite';

/**
 * Prints the p50 (nanoseconds) that mitata measures for each benchmark of a file, as JSON by name. The
 * file is loaded as perf-suite loads it; which version of its library it takes, the environment says.
 */
const [file = ''] = process.argv.slice(2);
const perfSuite = new URL('.', import.meta.resolve('perf-suite'));
register(new URL('load/hooks.js', perfSuite), {
  data: {
    variants: [],
    cacheFolder: join(tmpdir(), 'perf-suite-mitata'),
    ownEntryUrl: new URL('index.js', perfSuite).href,
    replacements: {},
    isListing: false,
  },
});

const loaded: { default: ReturnType<typeof suite> } = await import(pathToFileURL(file).href);
const p50Ns: Record<string, number> = {};
for (const benchmark of loaded.default.benchmarks) {
  // mitata times functions.
  if ('kind' in benchmark) continue;
  const input = await benchmark.setup?.(benchmark.parameters);
  const { p50 } = await measure(() => benchmark.run(input, benchmark.parameters));
  p50Ns[[...benchmark.group, benchmark.name].join(' > ')] = p50;
}
process.stdout.write(JSON.stringify(p50Ns));
