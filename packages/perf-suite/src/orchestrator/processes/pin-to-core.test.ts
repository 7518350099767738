import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { canPinToCore, pinnedToCore } from './pin-to-core.js';

const NODE = { command: process.execPath, args: ['-p', '1'] };

it('leaves the command as it is without a core', () => {
  expect(pinnedToCore(NODE, null)).toEqual(NODE);
});

it.runIf(canPinToCore())('runs the command on one core', () => {
  const { command, args } = pinnedToCore(
    { command: 'sh', args: ['-c', 'grep Cpus_allowed_list /proc/self/status'] },
    0,
  );
  expect(execFileSync(command, args, { encoding: 'utf8' }).trim()).toMatch(/:\s*0$/);
});
