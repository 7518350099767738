/**
 * Compares projects whose commands do the same work, or all but one of them, with the real command at its defaults, and
 * appends a line for each suite to a file. It can be stopped and started again; suites are independent.
 *
 *     node bench/commands/run-suites.mjs [--suites 10] [--seconds 3600] [--slowdowns 0,0.1,0,0.05] [--out FILE]
 *     node bench/commands/run-suites.mjs --summary
 */
import { suitesOfSlowdowns } from '../suites-of-slowdowns.mjs';
import { COMMANDS, writeCheckout } from './checkout.mjs';

await suitesOfSlowdowns({
  noun: 'command',
  plural: 'commands',
  names: Object.keys(COMMANDS),
  file: 'tools.bench.js',
  out: new URL('results.jsonl', import.meta.url),
  writeCheckout,
});
