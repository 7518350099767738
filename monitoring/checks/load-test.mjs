// Checks that a service can be tested, sends load, compares what the load generator and the metrics counted.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ask, CheckList, query } from './check-list.mjs';

const HELP = `Usage: monitoring/load-test [SECONDS] [CONCURRENCY] [options]
Sends load to a service that shows its metrics with @perf-suite/instrument: so many users, each of whom waits for an
answer before the next request. Checks before that service and Prometheus can be reached, and afterwards that the
service and Prometheus counted what was sent.

  SECONDS          how long, 10 to 3600 (default: 60)
  CONCURRENCY      how many users, 1 to 1000 (default: 10)
  --service URL    the service (default: http://127.0.0.1:3001)
  --scenario FILE  what is asked (default: examples/service/demo/visitors.yaml)
  --prometheus URL the Prometheus that watches it (default: http://127.0.0.1:9090); none: without
  --most-failed %  share of requests that may fail (default: 1%)

Exit codes: 0 all checks passed, 1 one did not, 2 bad usage.

Examples:
  $ monitoring/load-test 60 10
  $ monitoring/load-test 30 5 --service http://127.0.0.1:8080 --scenario api.yaml --prometheus none`;

const root = fileURLToPath(new URL('../../', import.meta.url));
const DURATION = 'http_server_request_duration_seconds';
/** Requests that others send meanwhile, such as Prometheus itself, and those that the end of the load cut off. */
const OTHER_REQUESTS = 0.05;
/** How often Prometheus reads services. */
const SCRAPE_SECONDS = 5;

const options = readOptions();
const checks = new CheckList();
const folder = join(root, '.perf/load-test');
mkdirSync(folder, { recursive: true });

checks.part('Before');
if ((await serviceIsThere()) && (await prometheusWatches())) {
  const before = { service: await countedByService(), prometheus: await countedByPrometheus() };
  checks.part(`Load: ${options.seconds} s, ${options.users} at once`);
  const load = await sendLoad();
  if (load !== null) {
    checks.part('Metrics');
    compare('the service', (await countedByService()) - before.service, load.sent);
    if (options.prometheus !== null) await compareWithPrometheus(before.prometheus, load);
  }
}
process.exitCode = checks.end();

async function serviceIsThere() {
  const { service } = options;
  const health = await ask(`${service}/health`);
  if (health.problem !== null && health.status === null) {
    checks.fail(
      `the service at ${service}: ${health.problem}`,
      'Start it (node examples/service/server.js), or name it with --service.',
    );
    return false;
  }
  if (health.ok) checks.pass(`the service at ${service} is healthy`);
  else
    checks.fail(
      `${service}/health: expected a status below 300, found ${health.status}`,
      'Look into its log before you send load.',
    );
  const metrics = await ask(`${service}/metrics`);
  if (metrics.ok && metrics.text.includes(`# TYPE ${DURATION}`)) {
    checks.pass(`it shows ${DURATION} at /metrics`);
    return health.ok;
  }
  checks.fail(
    `${service}/metrics: expected ${DURATION}, found ${metrics.problem ?? 'other metrics'}`,
    'Instrument it: docs/instrument.md',
  );
  return false;
}

/** Also finds out by which name Prometheus knows the service. */
async function prometheusWatches() {
  const { prometheus, service } = options;
  if (prometheus === null) return true;
  const ready = await ask(`${prometheus}/-/ready`);
  if (!ready.ok) {
    checks.fail(
      `Prometheus at ${prometheus}: ${ready.problem}`,
      'Start monitoring/dev --service releases=127.0.0.1:3001 or monitoring/up, or give --prometheus none.',
    );
    return false;
  }
  const port = new URL(service).port || '80';
  const targets = (await query(prometheus, 'up{job="services"}')).filter(({ metric }) =>
    metric.instance.endsWith(`:${port}`),
  );
  const [target] = targets;
  if (target === undefined) {
    checks.fail(
      `Prometheus at ${prometheus}: expected a target of the job "services" on port ${port}, found none`,
      'Name the service: monitoring/dev --service NAME=HOST:PORT, or services in monitoring/settings.yaml.',
    );
    return false;
  }
  const { instance, service: name } = target.metric;
  if (target.value[1] !== '1') {
    checks.fail(
      `Prometheus cannot read ${instance}`,
      `Its page ${prometheus}/targets says why; try it again some seconds after the service has started.`,
    );
    return false;
  }
  options.selector = `{job="services",instance="${instance}"}`;
  checks.pass(`Prometheus at ${prometheus} watches it as ${name} (${instance})`);
  return true;
}

async function sendLoad() {
  const out = join(folder, 'load.run.json');
  const startedAtMs = Date.now();
  const child = spawn(
    process.execPath,
    [
      join(root, 'packages/perf-suite/bin/perf-suite.js'),
      ...['load', options.service, '--scenario', options.scenario, '--time', `${options.seconds}s`],
      ...[
        '--concurrency',
        String(options.users),
        '--warmup',
        '0s',
        '--out',
        out,
        '--format',
        'json',
        '--quiet',
      ],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
  });
  const exitCode = await new Promise((ended) => child.once('close', ended));
  if (exitCode === 130) process.exit(130);
  if (exitCode !== 0 && exitCode !== 6) {
    checks.fail(`the load ended with exit code ${exitCode}`, 'The lines above say why.');
    return null;
  }
  const { all, requests, runFile, warnings } = JSON.parse(text);
  printRequests(requests);
  for (const { message } of warnings) checks.note(message);
  const sent = all.okCount + all.errorCount;
  const failed = sent === 0 ? 1 : all.errorCount / sent;
  const outcome = `${count(sent)} requests, ${all.perSecond.toFixed(0)} good answers a second, ${share(failed)} failed`;
  if (failed <= options.mostFailed) checks.pass(outcome);
  else
    checks.fail(
      `${outcome}: expected ${share(options.mostFailed)} at most`,
      `The failures by kind are in ${runFile}.`,
    );
  return { sent, ms: Date.now() - startedAtMs };
}

function printRequests(requests) {
  const rows = requests.map(({ name, okCount, errorCount, latencyNs }) => [
    name,
    count(okCount),
    count(errorCount),
    ...['p50', 'p95', 'p99'].map((key) => (latencyNs === null ? '' : milliseconds(latencyNs[key] / 1e6))),
  ]);
  const table = [['request', 'answers', 'failed', 'p50', 'p95', 'p99'], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  for (const row of table)
    console.log(
      `    ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}`,
    );
}

/** The sum of a counter over all of its series, as the service shows it. */
async function countedByService() {
  const { text } = await ask(`${options.service}/metrics`);
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${DURATION}_count{`))
    .reduce((sum, line) => sum + Number(line.split('} ')[1].split(' ')[0]), 0);
}

/** The same sum, as Prometheus last read it. */
async function countedByPrometheus() {
  if (options.prometheus === null) return 0;
  const [sum] = await query(options.prometheus, `sum(${DURATION}_count${options.selector})`);
  return Number(sum?.value[1] ?? 0);
}

async function compareWithPrometheus(before, { sent, ms }) {
  const { prometheus, selector } = options;
  // Until Prometheus has read what was counted last.
  await sleep(2_000 * SCRAPE_SECONDS);
  compare('Prometheus', (await countedByPrometheus()) - before, sent);
  const window = Math.ceil(ms / 1_000) + 3 * SCRAPE_SECONDS;
  const p95 = await query(
    prometheus,
    `histogram_quantile(0.95, sum by (le) (rate(${DURATION}_bucket${selector}[${window}s])))`,
  );
  checks.note(`p95 in the service, from its buckets: ${milliseconds(Number(p95[0]?.value[1]) * 1e3)}`);
  const firing = await query(prometheus, `ALERTS{alertstate="firing",alertname=~"Service.*"}`);
  const names = [...new Set(firing.map(({ metric }) => `${metric.alertname} (${metric.severity})`))];
  checks.note(names.length === 0 ? 'no alert about a service fires' : `these fire: ${names.join(', ')}`);
}

function compare(who, counted, sent) {
  const difference = Math.abs(counted - sent) / Math.max(1, sent);
  const found = `${who} counted ${count(Math.round(counted))} requests`;
  if (difference <= OTHER_REQUESTS) checks.pass(`${found}, ${count(sent)} were sent`);
  else
    checks.fail(
      `${found}: expected about the ${count(sent)} that were sent`,
      'Do others send requests, or does something stand between that answers in its place?',
    );
}

function readOptions() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        service: { type: 'string', default: 'http://127.0.0.1:3001' },
        scenario: { type: 'string', default: join(root, 'examples/service/demo/visitors.yaml') },
        prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
        'most-failed': { type: 'string', default: '1%' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    usage(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  if (positionals.length > 2) usage(`expected SECONDS and CONCURRENCY, found ${positionals.join(' ')}`);
  const [seconds = '60', users = '10'] = positionals;
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(values['most-failed']) ?? [];
  if (percent === undefined)
    usage(`--most-failed: expected a share such as 1%, found ${values['most-failed']}`);
  return {
    seconds: whole('SECONDS', seconds, 10, 3_600),
    users: whole('CONCURRENCY', users, 1, 1_000),
    service: address('--service', values.service),
    prometheus: values.prometheus === 'none' ? null : address('--prometheus', values.prometheus),
    scenario: readable(resolve(values.scenario)),
    mostFailed: Number(percent) / 100,
    selector: '',
  };
}

function whole(name, text, least, most) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return usage(`${name}: expected a whole number from ${least} to ${most}, found ${text}`);
}

function address(flag, text) {
  if (/^https?:\/\/[^/]+\/?$/.test(text)) return text.replace(/\/$/, '');
  return usage(`${flag}: expected an address such as http://127.0.0.1:3001, found ${text}`);
}

function readable(file) {
  try {
    readFileSync(file);
    return file;
  } catch (error) {
    return usage(`--scenario: ${file} cannot be read (${error.code})`);
  }
}

function usage(message) {
  console.error(`load-test: ${message}\n  monitoring/load-test --help`);
  process.exit(2);
}

function count(value) {
  return value.toLocaleString('en-US');
}

function share(ratio) {
  return `${Number((ratio * 100).toPrecision(2))} %`;
}

function milliseconds(ms) {
  return Number.isFinite(ms) ? `${Number(ms.toPrecision(3))} ms` : 'unknown';
}
