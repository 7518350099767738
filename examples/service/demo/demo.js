import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver } from '@perf-suite/testing/otlp-receiver';
import { Processes } from './processes.js';

const USUAL_PORT = '3001';
const SCENARIO = fileURLToPath(new URL('visitors.yaml', import.meta.url));

/** The programs of the demo: service, monitoring stack, visitors. */
export class Demo {
  #processes = new Processes();
  #service = null;
  #stack = null;
  #visitors = null;
  #receiver = null;
  #port;
  /** Titles of the messages that Alertmanager sent, such as `[slack] [CRITICAL] parse got slower`. */
  messages = [];

  constructor({ root, folder, flags, signal }) {
    this.root = root;
    this.folder = folder;
    this.flags = flags;
    this.signal = signal;
    this.runs = join(folder, 'runs');
    this.#port = flags.anyPort ? '0' : USUAL_PORT;
  }

  /** Starts the service and what watches it; returns their addresses. */
  async start() {
    mkdirSync(this.runs);
    // Its spans are shown by the demo itself where no collector is named.
    if (this.flags.slow !== null && this.flags.traces === null) this.#receiver = await startOtlpReceiver();
    const service = await this.startService(join(this.root, 'examples/service'));
    this.#stack = this.#processes.start({
      name: 'monitoring/dev',
      command: join(this.root, 'monitoring/dev'),
      args: [
        '--json',
        ...['--service', `releases=${new URL(service).host}`],
        ...['--runs', this.runs, '--data', join(this.folder, 'data')],
        ...(this.flags.anyPort ? ['--any-port'] : []),
      ],
    });
    this.#printMessages();
    const stack = JSON.parse(await this.#processes.firstMatch(this.#stack, /^\{.*\}$/m));
    const pages = await prometheusPages(stack.prometheus);
    this.addresses = { service, stack, pages, grafana: await grafanaHere(), live: null };
    return this.addresses;
  }

  /** The titles of what Alertmanager sends, which monitoring/dev prints with the channel. */
  #printMessages() {
    createInterface({ input: this.#stack.child.stderr }).on('line', (line) => {
      if (!line.startsWith('[')) return;
      this.messages.push(line);
      console.log(`  message       ${line}`);
    });
  }

  /** Starts the service of a folder, in place of one that runs. */
  async startService(folder) {
    if (this.#service !== null) await this.#processes.stop(this.#service);
    const traces = this.flags.traces ?? this.#receiver?.endpoint;
    this.#service = this.#processes.start({
      name: 'the service',
      command: process.execPath,
      args: ['server.js'],
      cwd: folder,
      env: { PORT: this.#port, HOST: '127.0.0.1', ...(traces !== undefined && { TRACES: traces }) },
    });
    const address = await this.#processes.firstMatch(this.#service, /^http:\S+$/m);
    // Prometheus knows it by this port from now on.
    this.#port = new URL(address).port;
    return address;
  }

  /** Lets visitors come, until they are told to stop or for some seconds; returns once they are there. */
  async sendLoad({ live = false, seconds = 86_400, out = join(this.runs, 'visitors.run.json') }) {
    const { anyPort, users } = this.flags;
    this.#visitors = this.#perfSuite('the load', [
      ...['load', this.addresses.service, '--scenario', SCENARIO],
      ...['--time', `${seconds}s`, '--concurrency', String(users), '--out', out],
      ...(live ? ['--live'] : []),
      ...(live && anyPort ? ['--port', '0', '--metrics-port', '0'] : []),
    ]);
    if (live) this.addresses.live = await this.#livePage(this.#visitors);
  }

  /** Returns the run file of visitors who come for some seconds. */
  async measureVisitors(seconds, name) {
    const out = join(this.folder, `${name}.run.json`);
    await this.sendLoad({ seconds, out });
    await this.#processes.outputOf(this.#visitors);
    return JSON.parse(readFileSync(out, 'utf8'));
  }

  /** Runs the benchmarks of a repository against its commit before; `onPage` gets the live page meanwhile. */
  async compare({ project, baseSetup, onPage }) {
    const { anyPort, rounds } = this.flags;
    const run = this.#perfSuite(
      'perf-suite run',
      [
        ...['run', '--against', 'HEAD~1', '--base-setup', baseSetup, '--no-ci-report', '--live'],
        ...(anyPort ? ['--port', '0', '--metrics-port', '0'] : []),
        ...(rounds === null ? [] : ['--rounds', String(rounds)]),
        ...['--out', join(this.runs, 'change.run.json')],
      ],
      project,
    );
    onPage(await this.#livePage(run));
    // 0 and 1 are verdicts; 3 cannot be without --fail-on.
    const text = await this.#processes.outputOf(run, [0, 1]);
    return { text, exitCode: run.child.exitCode };
  }

  /** Spans since the last call; null where they go to a collector. */
  takeSpans() {
    return this.#receiver?.spans.splice(0) ?? null;
  }

  untilOneEnds() {
    return this.#processes.untilOneEnds([this.#service, this.#stack, this.#visitors]);
  }

  async stop() {
    await this.#processes.stopAll();
    await this.#receiver?.stop();
  }

  #perfSuite(name, args, cwd = this.folder) {
    const command = join(this.root, 'packages/perf-suite/bin/perf-suite.js');
    return this.#processes.start({
      name,
      command: process.execPath,
      args: [command, ...args],
      cwd,
      env: { NO_COLOR: '1' },
    });
  }

  /** It is printed to standard error, which holds the progress. */
  async #livePage(running) {
    for (;;) {
      const found = /^\s*page\s+(http\S+)/m.exec(running.errors + running.output);
      if (found !== null) return found[1];
      if (running.hasEnded) await this.#processes.untilOneEnds([running]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Where the pages of a Prometheus begin: Debian's has only those that are called classic. */
async function prometheusPages(prometheus) {
  const { ok } = await fetch(`${prometheus}/alerts`);
  return ok ? prometheus : `${prometheus}/classic`;
}

/** Where monitoring/up or the system has one. */
async function grafanaHere() {
  const address = 'http://127.0.0.1:3000';
  const health = await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => null,
  );
  const answer = await health?.json().catch(() => null);
  return answer?.database === undefined ? null : address;
}
