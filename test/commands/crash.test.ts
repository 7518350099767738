import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const COMMANDS = [
  { name: 'perf-suite', folder: 'perf-suite', args: ['list', 'no-such.bench.js'] },
  { name: 'perf-guard', folder: 'perf-guard', args: ['check', 'no-such.run.json'] },
  {
    name: 'perf-exporter',
    folder: 'exporter',
    args: ['push', 'no-such.run.json', '--gateway', 'http://[::1]:1'],
  },
  { name: 'perf-stream', folder: 'stream', args: ['replay', 'no-such.live.jsonl'] },
  { name: 'perf-history', folder: 'history', args: ['list', '--store', 'no-such.db'] },
  { name: 'perf-analyze', folder: 'perf-analyze', args: ['changes', '--store', 'no-such.db'] },
];

/** Something goes wrong where nothing catches it, as soon as the command has begun. */
const crashing = (how: string): string =>
  `--import=data:text/javascript,${encodeURIComponent(
    `process.on('newListener', (name) => { if (name === 'uncaughtException') setImmediate(() => { ${how} }); });`,
  )}`;

describe.each(COMMANDS)('$name', ({ name, folder, args }) => {
  const program = fileURLToPath(new URL(`../../packages/${folder}/bin/${name}.js`, import.meta.url));
  const command = [process.execPath, program, ...args];

  it.runIf(process.platform === 'linux').each([20, 24])(
    'ends with 70, not with the code of a regression, where it may open only %d files',
    (limit) => {
      const script = `ulimit -n ${limit}; exec "$@"`;
      const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', ...command], { encoding: 'utf8' });
      expect(status, stderr).toBe(70);
      expect(stderr).toContain(`${name}: internal error: `);
      expect(stderr).toContain('raise the limit (ulimit -n 1024)');
    },
  );

  it.each([
    ['an exception that nothing catches', "throw new Error('unforeseen')"],
    ['a promise whose rejection nothing handles', "Promise.reject(new Error('unforeseen'))"],
    ['something thrown that is no error', "throw 'unforeseen'"],
  ])('ends with 70 at %s', (_, how) => {
    const env = { ...process.env, NODE_OPTIONS: crashing(how) };
    const [node = '', ...rest] = command;
    const { status, stderr } = spawnSync(node, rest, { encoding: 'utf8', env });
    expect(status, stderr).toBe(70);
    expect(stderr).toMatch(new RegExp(`^${name}: internal error: .*unforeseen`, 'm'));
    expect(stderr).not.toContain('ulimit');
  });

  it('still ends with 2 for bad usage', () => {
    const { status } = spawnSync(command[0] as string, command.slice(1), { encoding: 'utf8' });
    expect(status).toBe(2);
  });
});
