import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Demo } from './demo.js';
import { Stopped } from './processes.js';
import { showSlowdown } from './show-slowdown.js';

const HELP = `Usage: node examples/service/demo/main.js [options]
Starts the service, visitors and the development monitoring stack on 127.0.0.1, until Ctrl-C.

  --slow PATH=SHARE  commit that an endpoint takes longer by this share, and show how that is noticed: verdict,
                     trace, dashboard and alert. PATH: /api/works, /api/releases/pending or /
  --seconds N        with --slow: how long visitors come before and after the change, 10 to 600 (default: 30)
  --rounds N         with --slow: rounds of the verdict, 8 to 100 (default: until it is clear, at most 24)
  --users N          visitors at once, 1 to 100 (default: 2; with --slow 1, so that none waits for another)
  --traces URL       collector that takes OTLP, such as http://127.0.0.1:4318
  --any-port         free ports instead of the usual ones
  --once             with --slow: end when all was shown
  --keep             keep the folder with runs, data and logs

Exit codes: 0 after Ctrl-C, or when all was shown; 1 something was not seen or ended by itself; 2 bad usage.
Needs what monitoring/dev needs.

Examples:
  $ node examples/service/demo/main.js
  $ node examples/service/demo/main.js --slow /api/works=50%`;

/** The benchmarks of api.bench.js, whose requests visitors.yaml names alike. */
const NAMES = { '/api/works': 'works', '/api/releases/pending': 'pending', '/': 'page' };
const root = fileURLToPath(new URL('../../../', import.meta.url));
const flags = readFlags();

mkdirSync(join(root, '.perf'), { recursive: true });
const folder = mkdtempSync(join(root, '.perf/demo-service-'));
const ending = new AbortController();
const demo = new Demo({ root, folder, flags, signal: ending.signal });
let stopped = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end());

try {
  const addresses = await demo.start();
  if (flags.slow === null) {
    await demo.sendLoad({ live: true });
    printLinks(addresses);
    console.log('\nCtrl-C ends everything.');
    await demo.untilOneEnds();
  } else {
    printLinks(addresses);
    const isComplete = await showSlowdown(demo, flags.slow);
    process.exitCode = isComplete ? 0 : 1;
    if (!flags.once) {
      console.log('\nEverything still runs, with visitors; Ctrl-C ends it.');
      await demo.untilOneEnds();
    }
  }
} catch (error) {
  if (!(error instanceof Stopped) && !ending.signal.aborted) {
    console.error(`demo: ${error.message}`);
    process.exitCode = 1;
  }
} finally {
  await end();
}

/** Ends all programs once, however often it is asked to. */
function end() {
  ending.abort();
  stopped ??= demo.stop().then(() => {
    if (flags.keep) console.log(`Runs, data and logs: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });
  return stopped;
}

function printLinks({ service, live, stack, pages, grafana }) {
  const lines = [
    ['service', service],
    ...(live === null ? [] : [['live page', live]]),
    ['metrics', `${service}/metrics`],
    ['Prometheus', `${pages}/targets`],
    ['alerts', `${pages}/alerts`],
    ['Alertmanager', stack.alertmanager],
    ...(grafana === null ? [] : [['Grafana', `${grafana}/dashboards`]]),
    ...(flags.traces === null ? [] : [['traces go to', flags.traces]]),
  ];
  for (const [name, address] of lines) console.log(`  ${name.padEnd(13)} ${address}`);
  if (grafana === null) {
    console.log(
      '  no Grafana answers on 127.0.0.1:3000: import monitoring/grafana/exports/*.json into yours',
    );
  }
}

function readFlags() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        slow: { type: 'string' },
        seconds: { type: 'string', default: '30' },
        rounds: { type: 'string' },
        users: { type: 'string' },
        traces: { type: 'string' },
        'any-port': { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    usage(error.message);
  }
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const slow = values.slow === undefined ? null : slowdownOf(values.slow);
  if (values.once && slow === null) usage('--once: needs --slow; without it, nothing ends by itself');
  if (values.traces !== undefined && !/^https?:\/\/./.test(values.traces)) {
    usage(`--traces: expected an address such as http://127.0.0.1:4318, found ${values.traces}`);
  }
  return {
    ...values,
    slow,
    anyPort: values['any-port'],
    traces: values.traces ?? null,
    seconds: number('seconds', values.seconds, 10, 600),
    rounds: values.rounds === undefined ? null : number('rounds', values.rounds, 8, 100),
    users: number('users', values.users ?? (slow === null ? '2' : '1'), 1, 100),
  };
}

function slowdownOf(text) {
  const [, path, percent] = /^(\/[^=]*)=(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (!(path in NAMES) || !(Number(percent) >= 5 && Number(percent) <= 1_000)) {
    usage(
      `--slow: expected one of ${Object.keys(NAMES).join(', ')}, and 5% to 1000%, such as /api/works=50%; found ${text}`,
    );
  }
  return { path, name: NAMES[path], share: Number(percent) / 100 };
}

function number(name, text, least, most) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return usage(`--${name}: expected a whole number from ${least} to ${most}, found ${text}`);
}

function usage(message) {
  console.error(`demo: ${message}\n  node examples/service/demo/main.js --help`);
  process.exit(2);
}
