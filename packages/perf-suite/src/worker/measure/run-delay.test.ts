import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRunDelayClock, withoutRunDelay, withoutRunDelayWhereLong } from './run-delay.js';

/** Keeps this thread busy; in real time, since the durations below are compared with it. */
function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the clock of waiting for a core', () => {
  it.runIf(existsSync('/proc/thread-self/schedstat'))('goes on while others take the cores', async () => {
    const busy = Array.from({ length: 2 * availableParallelism() }, () =>
      spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
    );
    onTestFinished(() => {
      for (const child of busy) child.kill('SIGKILL');
    });
    await Promise.all(busy.map((child) => new Promise((resolve) => child.once('spawn', resolve))));
    const clock = openRunDelayClock();
    const before = clock?.() ?? Number.NaN;
    const deadlineMs = performance.now() + 20_000;
    while ((clock?.() ?? 0) <= before && performance.now() < deadlineMs) spin(5);
    expect(clock?.()).toBeGreaterThan(before);
  });

  it('reads the wait, whatever the measured code replaces', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-run-delay-'));
    const { indexOf } = Buffer.prototype;
    onTestFinished(() => {
      Buffer.prototype.indexOf = indexOf;
      rmSync(folder, { recursive: true, force: true });
    });
    const file = join(folder, 'schedstat');
    writeFileSync(file, '123456 7890 42\n');
    Buffer.prototype.indexOf = () => 0;
    expect(openRunDelayClock(file)?.()).toBe(7890);
  });

  it('is not there where the system does not report it, or reports something else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-run-delay-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'odd'), 'disabled\n');
    writeFileSync(join(folder, 'words'), 'not numbers here\n');
    writeFileSync(join(folder, 'good'), '123456 7890 42\n');
    expect(openRunDelayClock(join(folder, 'missing'))).toBeNull();
    expect(openRunDelayClock(join(folder, 'odd'))).toBeNull();
    expect(openRunDelayClock(join(folder, 'words'))).toBeNull();
    expect(openRunDelayClock(join(folder, 'good'))?.()).toBe(7890);
  });
});

describe('a batch without the wait for a core', () => {
  const MS = 1e6;
  /** A clock that shows these readings, one after the other. */
  const clockOf = (...readings: number[]) => {
    let at = 0;
    return () => readings[at++] as number;
  };

  it('lasts less by what was waited while it ran', () => {
    const batch = withoutRunDelay(
      () => {
        spin(8);
        return 8 * MS;
      },
      clockOf(100, 100 + 3 * MS),
    );
    // Reading the clocks takes some microseconds, or more where this test itself loses its core.
    const durationNs = batch(1);
    expect(durationNs).toBeGreaterThanOrEqual(5 * MS);
    expect(durationNs).toBeLessThanOrEqual(8 * MS);
  });

  it('keeps its duration where the wait was outside the timed part', () => {
    const batch = withoutRunDelay(
      () => {
        spin(20);
        return 2 * MS;
      },
      clockOf(0, 15 * MS),
    );
    expect(batch(1)).toBe(2 * MS);
  });

  it('is asked for only after one that was long', () => {
    let readings = 0;
    let callNs = 100;
    const batch = withoutRunDelayWhereLong(
      (iterations) => iterations * callNs,
      () => ++readings,
    );
    for (let i = 0; i < 10; i++) batch(100);
    expect(readings).toBe(0);
    callNs = 1e6;
    batch(1);
    expect(readings).toBe(0);
    batch(1);
    expect(readings).toBe(2);
    callNs = 100;
    batch(1);
    batch(1);
    expect(readings).toBe(4);
  });

  it('never lasts less than nothing', () => {
    const batch = withoutRunDelay((iterations) => iterations, clockOf(0, 10 ** 15));
    expect(batch(50)).toBe(0);
  });
});
