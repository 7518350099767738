/** The two processes of a contest of bench/stream.mjs, and what the machine does besides. */
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A child process that answers questions. */
class Child {
  #child;
  #waiting = new Map();
  #events = new Map();
  #next = 0;

  constructor(file) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#child = fork(path, { execArgv: ['--expose-gc'] });
    this.#child.on('message', ({ id, answer, error, event }) => {
      if (event !== undefined) this.#events.get(event)?.();
      else if (error === undefined) this.#waiting.get(id)?.resolve(answer);
      else this.#waiting.get(id)?.reject(new Error(error));
      this.#waiting.delete(id);
    });
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${file} ended with ${code}`));
    });
  }

  ask(ask, parameters) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, ask, with: parameters });
    });
  }

  event(name) {
    return new Promise((resolve) => this.#events.set(name, resolve));
  }

  end() {
    this.#child.disconnect();
  }
}

/** Starts a server and watchers, has the generator's own cost measured, and ends both after the work. */
export async function withPair({ contestant, samplesPerSecond }, work) {
  const server = new Child('stream-server.mjs');
  const watchers = new Child('stream-watchers.mjs');
  try {
    await server.ask('publish', { samplesPerSecond, seconds: 1 });
    const { cpuShare: generatorCpuShare } = await server.ask('publish', { samplesPerSecond, seconds: 3 });
    const { url } = await server.ask('start', { contestant });
    return await work({ server, watchers, url, generatorCpuShare });
  } finally {
    server.end();
    watchers.end();
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Returns what the work returns, and how many cores were busy with neither of the two processes. */
export async function besides({ server, watchers }, work) {
  const own = async () => {
    const shares = await Promise.all([server.ask('cpu'), watchers.ask('cpu')]);
    return shares.reduce((sum, { user, system }) => sum + user + system, 0) / 1000;
  };
  const [startMs, ownMs, busyMs] = [performance.now(), await own(), busyCoresMs()];
  const result = await work();
  const otherMs = busyCoresMs() - busyMs - (await own()) + ownMs;
  return { ...result, otherCores: Math.max(0, otherMs / (performance.now() - startMs)) };
}

/** Milliseconds that the machine's cores have been busy, all together. */
function busyCoresMs() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
