import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseDeoptimisations } from './deoptimisations.js';

it('reads the log of this version of Node', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-deopt-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'sum.mjs');
  writeFileSync(
    script,
    `function sum(all) {
  let sum = 0;
  for (let i = 0; i < all.length; i++) sum += all[i].x;
  return sum;
}
const alike = Array.from({ length: 100 }, (_, i) => ({ x: i }));
const mixed = alike.map((one, i) => (i % 2 ? { y: 1, x: i } : one));
for (let i = 0; i < 20000; i++) sum(alike);
for (let i = 0; i < 20000; i++) sum(mixed);
`,
  );
  spawnSync(process.execPath, ['--log-deopt', `--logfile=${join(folder, 'v8.log')}`, script]);
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  const found = logs.flatMap((name) => parseDeoptimisations(readFileSync(join(folder, name), 'utf8'), 0));
  expect(found).toContainEqual({
    path: script,
    line: 3,
    column: expect.any(Number),
    reason: 'wrong map',
    afterWarmUp: true,
  });
});

it('takes the place in an inlined function itself, and knows what came after the warm-up', () => {
  const log = [
    'v8-version,11,3,244,8,-node.38,0',
    'code-deopt,1000,896,0x7f95,3,168,deopt-eager,<file:///p/a%20b.js:3:60> inlined at <file:///p/b.js:9:1>,not a Smi',
    'code-deopt,3000,896,0x7f95,-1,168,deopt-lazy,<file:///p/b.js:4:2>,(unknown)',
    'code-deopt,4000,896,0x7f95,-1,168,deopt-eager,<file:///p/b.js:4:2>,Insufficient type feedback for call',
    'code-deopt,5000,896,0x7f95,-1,168,deopt-eager,<file:///p/b.js:5:2>,out of bounds',
    'code-deopt,6000,896',
  ].join('\n');
  expect(parseDeoptimisations(log, 2000)).toEqual([
    { path: '/p/a b.js', line: 3, column: 60, reason: 'not a Smi', afterWarmUp: false },
    { path: '/p/b.js', line: 5, column: 2, reason: 'out of bounds', afterWarmUp: true },
  ]);
});
