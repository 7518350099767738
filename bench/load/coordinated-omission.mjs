/**
 * What do a closed and an open loop say of a service that stalls for one second in ten? All that arrive in that
 * second wait, so a tenth of the users sees latencies of up to a second: a closed loop sees ten requests do so.
 *   node bench/load/coordinated-omission.mjs [--seconds 30]
 */
import { parseArgs } from 'node:util';
import { startService } from './start-service.mjs';
import { CLOSED, OPEN } from './tools.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '30' } } });
const service = await startService('stalls');
const rows = [];
try {
  for (const [name, measure] of Object.entries({ ...CLOSED, ...OPEN })) {
    rows.push({ name, ...(await measure(service.origin, Number(values.seconds))) });
    process.stderr.write('.');
  }
} finally {
  service.end();
}
process.stderr.write('\n');
console.log('| load | p50 | p90 | p99 |\n| --- | ---: | ---: | ---: |');
for (const { name, p50, p90, p99 } of rows) {
  console.log(`| \`${name}\` | ${[p50, p90, p99].map((ms) => `${ms.toFixed(1)} ms`).join(' | ')} |`);
}
