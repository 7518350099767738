import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { shuffled } from './shuffled.js';
import { signTestInterval } from './sign-test-interval.js';

/**
 * How long a command takes beside a Node that does nothing: each once a round, in random order. Prints the
 * milliseconds and the ratio to that Node, as medians of the rounds with their 95 % intervals.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '60' } } });
const bin = fileURLToPath(new URL('../../packages/perf-suite/bin/perf-suite.js', import.meta.url));
const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const COMMANDS: Record<string, readonly string[]> = {
  'node -e 0': ['-e', '0'],
  'perf-suite --version': [bin, '--version'],
  'perf-suite --help': [bin, '--help'],
  'perf-suite list': [bin, 'list', '--cwd', examples],
};
const names = Object.keys(COMMANDS);
const [nothing] = names as [string];

const rounds = Number(values.rounds);
const measuredMs = Array.from({ length: rounds }, () =>
  Object.fromEntries(shuffled(names).map((name) => [name, millisecondsOf(name)])),
);

console.log(
  `${rounds} rounds, Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log('| command | time, 95 % interval | ratio to `node -e 0` |');
console.log('| --- | --- | --- |');
for (const name of names) {
  const ms = (round: Record<string, number>) => round[name] as number;
  const time = shown(measuredMs.map(ms), 0);
  const ratio = shown(
    measuredMs.map((round) => ms(round) / (round[nothing] as number)),
    2,
  );
  console.log(`| \`${name}\` | ${time} ms | ${name === nothing ? '' : ratio} |`);
}

function millisecondsOf(name: string): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, COMMANDS[name], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

function shown(numbers: readonly number[], digits: number): string {
  const { point, lower, upper } = signTestInterval(numbers);
  return `${point.toFixed(digits)} [${lower.toFixed(digits)}, ${upper.toFixed(digits)}]`;
}
