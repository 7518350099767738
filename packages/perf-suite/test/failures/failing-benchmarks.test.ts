import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFile } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { benchmarkOf, type Finished, measured, newFolder } from './run-command.js';

/** One benchmark failed for the reason given, the file's other one was measured to the end. */
function expectOnlyOneFailed(
  { run, exitCode, stderr }: Finished & { run: RunFile },
  name: string,
  failure: { reason: string; message: string },
): void {
  expect(stderr).toContain(failure.message);
  expect(exitCode).toBe(6);
  expect(run.state).toBe('partial');
  expect(benchmarkOf(run, name).failure).toMatchObject({
    reason: failure.reason,
    message: expect.stringContaining(failure.message),
  });
  expect(benchmarkOf(run, 'fine').failure).toBeNull();
  expect(benchmarkOf(run, 'fine').rounds).toHaveLength(run.rounds.length);
}

describe('a benchmark that fails', () => {
  it('in its setup is reported with the error, and the others are measured', async () => {
    const finished = await measured(['broken/setup-throws.bench.js']);
    expectOnlyOneFailed(finished, 'bad setup', { reason: 'setup', message: 'the data folder is gone' });
    expect(benchmarkOf(finished.run, 'bad setup').rounds).toEqual([]);
  });

  it('by throwing is reported with the line of the user that threw', async () => {
    const finished = await measured(['broken/throws.bench.js']);
    expectOnlyOneFailed(finished, 'throws', { reason: 'threw', message: 'that is no number' });
    expect(finished.stderr).toMatch(/failingWork .*throws\.bench\.js:4:/);
  });

  it('by throwing in round 7 keeps the six rounds before', async () => {
    const counter = join(newFolder(), 'round');
    writeFileSync(counter, '0');
    const finished = await measured(['broken/throws-later.bench.js', '--rounds', '8'], {
      variables: { ROUND_FILE: counter },
    });
    expectOnlyOneFailed(finished, 'throws later', { reason: 'threw', message: 'out of luck' });
    const failed = benchmarkOf(finished.run, 'throws later');
    expect(failed.failure?.round).toBe(6);
    expect(failed.rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('by a rejected promise is reported with the reason', async () => {
    const finished = await measured(['broken/rejects.bench.js']);
    expectOnlyOneFailed(finished, 'rejects', { reason: 'rejected', message: 'no such host' });
  });

  it('by never ending is ended after --timeout', async () => {
    const finished = await measured(['broken/never-ends.bench.js', '--timeout', '15s']);
    expectOnlyOneFailed(finished, 'never ends', { reason: 'timeout', message: 'within 15 s' });
    expect(finished.stderr).toContain('--timeout');
  });

  it('by reporting an invalid time is reported with that time', async () => {
    const finished = await measured(['broken/tells-no-time.bench.js', '--verbose']);
    expectOnlyOneFailed(finished, 'tells no time', {
      reason: 'threw',
      message:
        'overriddenDuration: expected a finite number of milliseconds from 0 to 86400000 (a day), found Infinity',
    });
    expect(
      finished.stderr.match(/time of this round: start and loading .* warm-up .* measuring /g),
    ).toHaveLength(2);
  });

  it('by ending its process is reported with what it printed last', async () => {
    const finished = await measured(['broken/exits.bench.js']);
    expectOnlyOneFailed(finished, 'exits', {
      reason: 'exited',
      message: 'exit code 3 in round 1, saying: giving up',
    });
  });

  it('by writing where its results go is reported as such', async () => {
    const finished = await measured(['broken/writes-to-results.bench.js']);
    expectOnlyOneFailed(finished, 'writes', {
      reason: 'exited',
      message: 'garbled its results in round 1: they go over file descriptor 3',
    });
  });

  it('by eating all memory is reported as such', async () => {
    const finished = await measured(['broken/eats-memory.bench.js', '--node-flags=--max-old-space-size=40']);
    expectOnlyOneFailed(finished, 'eats memory', { reason: 'out-of-memory', message: 'ran out of memory' });
  });
});

describe('a worker killed from outside', () => {
  it('is replaced once, and the round counts', async () => {
    const { run, exitCode, stderr } = await measured(['broken/killed-once.bench.js'], {
      variables: { KILLED_FILE: join(newFolder(), 'killed') },
    });
    expect(exitCode).toBe(0);
    expect(run.state).toBe('complete');
    expect(benchmarkOf(run, 'killed').failure).toBeNull();
    expect(benchmarkOf(run, 'killed').rounds).toHaveLength(2);
    expect(benchmarkOf(run, 'killed').warnings.map(({ code }) => code)).toContain('worker-killed');
    expect(run.rounds.flatMap(({ workers }) => workers.map(({ repeated }) => repeated))).toContain(true);
    expect(stderr).toContain('killed from outside by SIGKILL');
  });

  it('twice in one round fails its benchmark', async () => {
    const finished = await measured(['broken/killed-once.bench.js'], {
      variables: { KILLED_FILE: join(newFolder(), 'killed'), KILL_ALWAYS: '1' },
    });
    expectOnlyOneFailed(finished, 'killed', { reason: 'killed', message: 'by SIGKILL in round 1, twice' });
  });
});
