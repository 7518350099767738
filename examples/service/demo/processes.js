import { spawn } from 'node:child_process';

/** How much of what a program said last is shown when it ends by itself. */
const LAST_WORDS_CHARACTERS = 2_000;
const END_WITHIN_MS = 30_000;

/**
 * Programs that belong to the demo. Each is the leader of a process group of its own, so that Ctrl-C in a terminal
 * reaches the demo alone, which then ends them in order.
 */
export class Processes {
  #running = new Set();
  #isStopping = false;

  /**
   * Starts a program.
   * @param {{ name: string, command: string, args: readonly string[], env?: object, cwd?: string }} program
   */
  start({ name, command, args, env = {}, cwd }) {
    if (this.#isStopping) throw new Stopped();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const running = { name, child, output: '', errors: '', hasEnded: false };
    child.stdout.on('data', (part) => {
      running.output += part;
    });
    child.stderr.on('data', (part) => {
      running.errors = (running.errors + part).slice(-LAST_WORDS_CHARACTERS);
    });
    running.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        running.errors += error.message;
        resolve(null);
      });
      child.once('close', resolve);
    }).then((code) => {
      running.hasEnded = true;
      this.#running.delete(running);
      return code;
    });
    this.#running.add(running);
    return running;
  }

  /** Returns the first match in what a program prints. @throws {Error} if it ends without */
  async firstMatch(running, pattern) {
    for (;;) {
      const found = pattern.exec(running.output);
      if (found !== null) return found[0];
      if (running.hasEnded) this.#fail(running);
      await Promise.race([
        running.ended,
        new Promise((resolve) => running.child.stdout.once('data', resolve)),
      ]);
    }
  }

  /** Returns what a program printed. @throws {Error} unless it ends with one of these exit codes */
  async outputOf(running, exitCodes = [0]) {
    const code = await running.ended;
    if (!exitCodes.includes(code)) this.#fail(running, code);
    return running.output;
  }

  /** @throws {Error} as soon as one of these programs ends by itself */
  async untilOneEnds(list) {
    const ended = await Promise.race(list.map(async (running) => ({ running, code: await running.ended })));
    this.#fail(ended.running, ended.code);
  }

  /** Ends a program, and what it started. */
  async stop(running) {
    if (running.hasEnded) return;
    running.child.kill('SIGTERM');
    const force = setTimeout(() => killGroup(running.child.pid), END_WITHIN_MS);
    await running.ended;
    clearTimeout(force);
  }

  async stopAll() {
    this.#isStopping = true;
    await Promise.all([...this.#running].map((running) => this.stop(running)));
  }

  #fail({ name, errors, output }, code) {
    if (this.#isStopping) throw new Stopped();
    const ended = code === undefined || code === null ? '' : ` with exit code ${code}`;
    throw new Error(`${name} ended${ended}:\n${(errors || output).trim().replaceAll(/^/gm, '  ')}`);
  }
}

/** What is under way when the demo ends. */
export class Stopped extends Error {}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
