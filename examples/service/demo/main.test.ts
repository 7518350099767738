import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

function demo(...args: string[]) {
  return spawnSync(process.execPath, [fileURLToPath(new URL('main.js', import.meta.url)), ...args], {
    encoding: 'utf8',
  });
}

it.each([
  [['--slow', '/api/nothing=50%'], /--slow: expected one of \/api\/works, .*found \/api\/nothing=50%/],
  [['--slow', '/api/works=50'], /--slow: expected one of/],
  [['--slow', '/api/works=1%'], /5% to 1000%/],
  [['--slow', 'constructor=50%'], /--slow: expected one of/],
  [['--seconds', '5'], /--seconds: expected a whole number from 10 to 600, found 5/],
  [['--users', 'many'], /--users: expected a whole number/],
  [['--once'], /--once: needs --slow/],
  [['--traces', 'localhost'], /--traces: expected an address/],
  [['--fast'], /--fast/],
])('the demo refuses %j, and says what it expects', (args, message) => {
  const { status, stderr } = demo(...args);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
});

it('the demo explains itself', () => {
  const { status, stdout } = demo('--help');
  expect(stdout).toMatch(/^Usage: node examples\/service\/demo\/main\.js/);
  expect(status).toBe(0);
});
