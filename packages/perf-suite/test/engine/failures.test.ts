import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

function suiteFile(name: string, body: string, imports = ''): string {
  project.write(
    name,
    `${imports}import { suite } from 'perf-suite';\nexport default suite(({ bench }) => {\n${body}\n});\n`,
  );
  return name;
}

describe('a benchmark that fails', () => {
  it('in its set-up says so, on the line of the user, and the others are measured', async () => {
    const file = suiteFile(
      'setup.bench.ts',
      `bench('bad', {
         setup: (): number[] => {
           throw new Error('no data');
         },
         run: (list) => list.length,
       });
       bench('good', () => Math.sqrt(2));`,
    );
    const outcome = await project.measure(file);
    expect(outcome.failed('bad')).toMatchObject({
      variant: 'head',
      reason: 'setup',
      message: 'in setup: no data',
    });
    expect(outcome.failed('bad').stack).toContain(`${project.root}/setup.bench.ts:5:18`);
    expect(outcome.measured('good').measuredCount).toBeGreaterThan(0);
    expect(outcome.exit.kind).toBe('finished');
  });

  it('in a timer that it leaves behind fails, not the one that comes next', async () => {
    const file = suiteFile(
      'timer.bench.js',
      `bench('leaves', () => { setTimeout(() => { throw new Error('in timer'); }, 0); return 1; });
       bench('next', () => Math.sqrt(2));`,
    );
    const outcome = await project.measure(file);
    expect(outcome.failed('leaves')).toMatchObject({ reason: 'threw', message: 'in timer' });
    expect(outcome.measured('next').measuredCount).toBeGreaterThan(0);
  });

  it('at its first call has no samples', async () => {
    const file = suiteFile('first.bench.js', "bench('bad', () => { throw new TypeError('first call'); });");
    const outcome = await project.measure(file);
    expect(outcome.failed('bad')).toMatchObject({ reason: 'threw', message: 'first call' });
    expect(outcome.samples('bad')).toEqual([]);
  });

  it('in a later sample has given those before', async () => {
    const file = suiteFile(
      'later.bench.ts',
      // So long a call is hardly warmed up: the eighth is a sample, on any machine.
      `const clock = new Int32Array(new SharedArrayBuffer(4));
       let calls = 0;
       bench('bad', () => {
         calls += 1;
         Atomics.wait(clock, 0, 0, 110);
         if (calls === 8) throw new Error('later');
         return calls;
       });`,
    );
    const outcome = await project.measure(file, { timeMs: 5_000 });
    expect(outcome.failed('bad')).toMatchObject({ reason: 'threw', message: 'later' });
    expect(outcome.samples('bad').length).toBeGreaterThan(0);
    expect(outcome.failed('bad').stack).toContain('later.bench.ts:8');
  });

  it('with a rejected promise is told apart from a throw', async () => {
    const file = suiteFile('rejected.bench.js', "bench('bad', async () => { throw new Error('refused'); });");
    const outcome = await project.measure(file);
    expect(outcome.failed('bad')).toMatchObject({ reason: 'rejected', message: 'refused' });
  });

  it('with something that is no Error still says what it was', async () => {
    const file = suiteFile('odd.bench.js', "bench('bad', () => { throw { code: 7 }; });");
    expect((await project.measure(file)).failed('bad').message).toContain('{"code":7}');
  });

  it('in a promise that nobody awaits is blamed for it', async () => {
    const file = suiteFile(
      'unhandled.bench.js',
      `let once = true;
       bench('bad', () => { if (once) { once = false; Promise.reject(new Error('lost')); } return 1; });
       bench('good', () => Math.sqrt(2));`,
    );
    const outcome = await project.measure(file);
    expect(outcome.failed('bad')).toMatchObject({ reason: 'rejected', message: 'lost' });
    expect(outcome.measured('good').measuredCount).toBeGreaterThan(0);
  });

  it('in a timer is blamed for it', async () => {
    const file = suiteFile(
      'timer.bench.js',
      `let once = true;
       bench('bad', () => { if (once) { once = false; setImmediate(() => { throw new Error('in a timer'); }); } return 1; });`,
    );
    expect((await project.measure(file)).failed('bad')).toMatchObject({
      reason: 'threw',
      message: 'in a timer',
    });
  });

  it('by waiting for what never comes is found out at once', async () => {
    const file = suiteFile(
      'stuck.bench.js',
      `bench('bad', () => new Promise(() => {}));
       bench('good', () => Math.sqrt(2));`,
    );
    const outcome = await project.measure(file);
    expect(outcome.failed('bad').message).toContain('never settles');
    expect(outcome.measured('good').measuredCount).toBeGreaterThan(0);
  });

  it('in its teardown says so', async () => {
    const file = suiteFile(
      'teardown.bench.js',
      "bench('bad', { run: () => 1, teardown() { throw new Error('left over'); } });",
    );
    expect((await project.measure(file)).failed('bad')).toMatchObject({
      reason: 'setup',
      message: 'in teardown: left over',
    });
  });
});

describe('a worker that dies', () => {
  it('by process.exit names the benchmark that called it', async () => {
    const file = suiteFile('exit.bench.js', "bench('quits', () => { process.exit(3); });");
    const { exit } = await project.measure(file);
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 3, current: 'exit.bench.js#quits' });
  });

  it('by process.exit(0) while loading is not taken for a finished one', async () => {
    project.write('quiet.bench.js', 'process.exit(0); export default null;');
    expect((await project.list('quiet.bench.js')).exit).toMatchObject({
      kind: 'exited',
      exitCode: 0,
      current: null,
    });
  });

  it('for lack of memory is recognised by what V8 prints', async () => {
    const file = suiteFile(
      'hungry.bench.js',
      "const all = []; bench('eats', () => { all.push(new Array(10_000).fill(all.length + 0.5)); return all.length; });",
    );
    const { exit } = await project.measure(file, {
      timeMs: 20_000,
      options: { nodeFlags: ['--max-old-space-size=40'] },
    });
    expect(exit).toMatchObject({ kind: 'out-of-memory', current: 'hungry.bench.js#eats' });
  });

  it('by a signal from outside is recognised by the signal', async () => {
    const file = suiteFile(
      'killed.bench.js',
      "bench('dies', () => { process.kill(process.pid, 'SIGKILL'); });",
    );
    const { exit } = await project.measure(file);
    expect(exit).toMatchObject({ kind: 'killed', signalName: 'SIGKILL', current: 'killed.bench.js#dies' });
  });

  it('by writing to the pipe that its results take is found out', async () => {
    const file = suiteFile(
      'writes.bench.js',
      "bench('writes', () => { writeSync(3, 'a line of text\\n'); });",
      "import { writeSync } from 'node:fs';",
    );
    const { exit } = await project.measure(file);
    expect(exit).toMatchObject({ kind: 'garbled', current: 'writes.bench.js#writes' });
  });

  it('in an endless loop is killed by the watchdog', async () => {
    const file = suiteFile('endless.bench.js', "bench('loops', () => { for (;;) {} });");
    const { exit } = await project.measure(file, { options: { timeoutMs: 10_000 } });
    expect(exit).toMatchObject({ kind: 'timeout', current: 'endless.bench.js#loops' });
  });

  it('in an endless loop while loading is killed by the watchdog', async () => {
    project.write('endless-load.bench.js', 'for (;;) {}');
    const variants = [project.source('head', 'endless-load.bench.js')];
    const outcome = await project.work('endless-load.bench.js', {
      task: 'list',
      variants,
      options: { timeoutMs: 1000 },
    });
    expect(outcome.exit).toMatchObject({ kind: 'timeout', current: null });
  });

  it('takes the processes that it started with it', async () => {
    const file = 'children.bench.js';
    project.write(
      file,
      `import { spawn } from 'node:child_process';
       import { suite } from 'perf-suite';
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       console.log('child ' + child.pid);
       export default suite(({ bench }) => { bench('one', () => 1); });`,
    );
    const { exit } = await project.list(file);
    const pid = Number(/child (\d+)/.exec(exit.output)?.[1]);
    expect(exit.kind).toBe('finished');
    await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
  });

  it('is not waited for any longer where what it left behind holds its output open', async () => {
    const file = 'helper.bench.js';
    project.write(
      file,
      `import { spawn } from 'node:child_process';
       import { suite } from 'perf-suite';
       const stdio = ['ignore', 'inherit', 'inherit', 3];
       const helper = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300_000)'], { detached: true, stdio });
       helper.unref();
       console.log('helper ' + helper.pid);
       export default suite(({ bench }) => { bench('one', () => 1); });`,
    );
    const { exit } = await project.list(file);
    const pid = Number(/helper (\d+)/.exec(exit.output)?.[1]);
    onTestFinished(() => void process.kill(pid));
    expect(exit.kind).toBe('finished');
    expect(isAlive(pid)).toBe(true);
  });
});

describe('a worker that is asked to end', () => {
  it('stops after its slice, with what it measured', async () => {
    const file = suiteFile('long.bench.js', "bench('long', () => Math.random());");
    const stop = new AbortController();
    const outcome = await project.measure(file, {
      timeMs: 60_000,
      options: {
        stopAfterSlice: stop.signal,
        onMessage: (message) => {
          if (message.type === 'samples') stop.abort();
        },
      },
    });
    expect(outcome.exit.kind).toBe('stopped');
    expect(outcome.measured('long').measuredCount).toBeGreaterThan(0);
  });

  it('dies at once when killed', async () => {
    const file = suiteFile('now.bench.js', "bench('long', () => Math.random());");
    const kill = new AbortController();
    const outcome = await project.measure(file, {
      timeMs: 60_000,
      options: {
        signal: kill.signal,
        onMessage: (message) => {
          if (message.type === 'samples') kill.abort();
        },
      },
    });
    expect(outcome.exit).toMatchObject({ kind: 'killed', current: 'now.bench.js#long' });
  });
});

it('keeps what the user prints away from the protocol, and its end for the report', async () => {
  const file = suiteFile(
    'noisy.bench.js',
    `console.log('loading');
     process.stdout.write(Buffer.from([0, 1, 2, 3, 255]));
     bench('noisy', { setup() { console.error('setting up'); }, run: () => 1, teardown() { console.log('x'.repeat(300_000) + 'end'); } });`,
  );
  const outcome = await project.measure(file);
  expect(outcome.exit.kind).toBe('finished');
  expect(outcome.measured('noisy').measuredCount).toBeGreaterThan(0);
  expect(outcome.exit.output.length).toBeLessThanOrEqual(16_384);
  expect(outcome.exit.output).toMatch(/xend\n$/);
});

it('knows the largest memory of however many messages', async () => {
  project.write(
    'talks.bench.js',
    `import { writeSync } from 'node:fs';
     import { suite } from 'perf-suite';
     const usage = { cpuUserMs: 0, cpuSystemMs: 0, rssBytes: 2 ** 50, heapUsedBytes: 0 };
     const frame = Buffer.from('.....' + JSON.stringify({ type: 'enter', id: null, usage }));
     frame.writeUInt32LE(frame.length - 4);
     frame[4] = 0;
     const bytes = Buffer.concat(Array(150_000).fill(frame));
     for (let at = 0; at < bytes.length; ) {
       try {
         at += writeSync(3, bytes, at);
       } catch (error) {
         if (error.code !== 'EAGAIN') throw error;
       }
     }
     export default suite(({ bench }) => { bench('one', () => 1); });`,
  );
  const { exit } = await project.list('talks.bench.js');
  expect(exit).toMatchObject({ kind: 'finished', rssPeakBytes: 2 ** 50 });
});

/** Whether a process still runs; one that only waits to be reaped does not. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}
