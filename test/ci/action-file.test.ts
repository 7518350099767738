import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ACTION } from './composite-job.js';

const folder = fileURLToPath(new URL('../../action', import.meta.url));
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const { steps } = ACTION.runs;

it('no command of the action holds what others choose', () => {
  for (const { run = '' } of steps) expect(run).not.toContain('$' + '{{');
});

it('every action that it uses is of the current major', () => {
  expect(steps.flatMap(({ uses }) => uses ?? [])).toEqual([
    'actions/cache/restore@v6',
    'actions/cache/save@v6',
    'actions/upload-artifact@v7',
  ]);
});

it('every input is used, and every variable that a step gets is read', () => {
  const used = JSON.stringify(steps);
  for (const name of Object.keys(ACTION.inputs)) expect(used).toContain(`inputs.${name}`);
  const variables = steps.flatMap(({ env = {} }) => Object.keys(env));
  for (const name of variables) expect(scripts).toContain(`'${name.replace('PERF_ACTION_', '')}'`);
});
