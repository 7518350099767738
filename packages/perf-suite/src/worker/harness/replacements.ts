import * as benchNode from './bench-node/module.js';
import * as benchmarkJsPlugin from './benchmark-js/codspeed-plugin.js';
import benchmarkJs from './benchmark-js/module.js';
import * as benny from './benny/module.js';
import * as cronometro from './cronometro/module.js';
import * as mitataLib from './mitata/lib.js';
import * as mitata from './mitata/module.js';
import nodeBench from './node-bench/module.js';
import * as nodeBenchReporters from './node-bench/reporters.js';
import * as tatamiNg from './tatami-ng/module.js';
import * as tinybenchPlugin from './tinybench/codspeed-plugin.js';
import * as tinybench from './tinybench/module.js';
import * as vitest from './vitest/module.js';

/** What a benchmark file gets in place of a harness. */
export interface Replacement {
  /** For `import`. */
  readonly url: string;
  /** For `require`: the very same. */
  readonly exports: unknown;
}

/** By what files import; `wire/harnesses.ts` lists the same names for the orchestrator. */
export const REPLACEMENTS: ReadonlyMap<string, Replacement> = new Map([
  replaced('tinybench', './tinybench/module.js', tinybench),
  replaced('@codspeed/tinybench-plugin', './tinybench/codspeed-plugin.js', tinybenchPlugin),
  replaced('benchmark', './benchmark-js/module.js', benchmarkJs),
  replaced('@codspeed/benchmark.js-plugin', './benchmark-js/codspeed-plugin.js', benchmarkJsPlugin),
  replaced('benny', './benny/module.js', benny),
  replaced('bench-node', './bench-node/module.js', benchNode),
  replaced('node:bench', './node-bench/module.js', nodeBench),
  replaced('node:bench/reporters', './node-bench/reporters.js', nodeBenchReporters),
  replaced('mitata', './mitata/module.js', mitata),
  replaced('mitata/src/main.mjs', './mitata/module.js', mitata),
  replaced('mitata/src/cli.mjs', './mitata/module.js', mitata),
  replaced('mitata/src/lib.mjs', './mitata/lib.js', mitataLib),
  replaced('vitest', './vitest/module.js', vitest),
  replaced('tatami-ng', './tatami-ng/module.js', tatamiNg),
  // CommonJS files called what they required.
  replaced('cronometro', './cronometro/module.js', Object.assign(cronometro.default, cronometro)),
]);

function replaced(specifier: string, module: string, exports: unknown): [string, Replacement] {
  return [specifier, { url: new URL(module, import.meta.url).href, exports }];
}
