/**
 * Do the percentiles of perf-suite load agree with those of other load generators on the same service? The tools
 * take turns in random order; the table has the median over the turns.
 *   node bench/load/other-tools.mjs [--turns 5] [--seconds 5]
 */
import { parseArgs } from 'node:util';
import { startService } from './start-service.mjs';
import { CLOSED, OPEN } from './tools.mjs';

const { values } = parseArgs({
  options: { turns: { type: 'string', default: '5' }, seconds: { type: 'string', default: '5' } },
});
const tools = { ...CLOSED, ...OPEN };
const results = Object.fromEntries(Object.keys(tools).map((name) => [name, []]));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

const service = await startService('even');
try {
  for (let turn = 0; turn < Number(values.turns); turn++) {
    const order = Object.keys(tools)
      .map((name) => ({ name, at: Math.random() }))
      .sort((a, b) => a.at - b.at);
    for (const { name } of order) {
      results[name].push(await tools[name](service.origin, Number(values.seconds)));
      process.stderr.write('.');
    }
  }
} finally {
  service.end();
}
process.stderr.write('\n');

const table = (title, names) => {
  const [own] = names;
  const at = (name, percentile) => median(results[name].map((one) => one[percentile]));
  const cell = (name, percentile) => {
    const ms = at(name, percentile);
    const difference = (ms / at(own, percentile) - 1) * 100;
    return name === own
      ? `${ms.toFixed(2)} ms`
      : `${ms.toFixed(2)} ms (${difference < 0 ? '-' : '+'}${Math.abs(difference).toFixed(1)} %)`;
  };
  console.log(`\n| ${title} | p50 | p90 | p99 |\n| --- | ---: | ---: | ---: |`);
  for (const name of names) {
    console.log(`| \`${name}\` | ${['p50', 'p90', 'p99'].map((one) => cell(name, one)).join(' | ')} |`);
  }
};
table('closed loop', Object.keys(CLOSED));
table('open loop', Object.keys(OPEN));
