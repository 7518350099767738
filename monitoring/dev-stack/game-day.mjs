// Breaks one thing after the other on a stack of its own, and compares the messages that come with the alerts that
// Prometheus knows.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startStack } from './game-day-stack.mjs';
import { gameDaySteps, NEEDS_MORE } from './game-day-steps.mjs';

const HELP = `Usage: monitoring/game-day [options]
Starts a development stack of its own on free ports, measures benchmarks that get slower, fail and vanish, stops
servers, breaks files, and waits for the message of each alert. Takes about a quarter of an hour. At the end it
prints every alert of the generated rules: the message that came, or why it was not tried.

Real: programs, runs, rules, routes and messages. Shortened: each alert's \`for\` is 0 s, so that no message waits for
minutes; alerts that look back over a time still wait for that.

  --only NAMES     alerts to wait for, such as ExporterDown,TargetDown
  --wait MINUTES   longest time to wait for the messages of one step (default: 8)
  --keep           keep the folder with logs, data and runs

Exit codes: 0 each alert that was tried sent its message, 1 one did not, 2 bad usage or nothing could be started.
Needs what monitoring/dev needs.`;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    wait: { type: 'string', default: '8' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(HELP);
  process.exit(0);
}
const only = flags.only?.split(',') ?? null;
const waitMs = Number(flags.wait) * 60_000;
if (!(waitMs > 0)) usage(`--wait: expected a number of minutes, found ${flags.wait}`);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
// In the clone, so that the benchmarks find perf-suite.
mkdirSync(join(root, '.perf'), { recursive: true });
const folder = mkdtempSync(join(root, '.perf/game-day-'));
let stack = null;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, async () => {
    await finish();
    process.exit(130);
  });
try {
  stack = await startStack({ root, folder });
  shortenRules(stack);
  await stack.reload();
  const known = await alertNames(stack);
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    usage(`--only: expected names of alerts, found ${unknown}; there are ${known.join(', ')}`);
  const results = await play(known);
  process.exitCode = report(known, results);
} finally {
  await finish();
}

/** Runs the steps; returns what came of each alert. */
async function play(known) {
  const results = new Map();
  for (const step of gameDaySteps({ stack, folder, root })) {
    const names = step.alerts.filter(
      (name) => known.includes(name) && (only === null || only.includes(name)),
    );
    if (names.length === 0 && !step.always) continue;
    console.log(`\n=== ${step.what}`);
    await step.break();
    await Promise.all(
      names.map(async (name) => {
        const sentMs = Date.now();
        const message = await eventually(() => (step.silent ? firing(name) : stack.messageOf(name)));
        results.set(name, message);
        const seconds = Math.round((Date.now() - sentMs) / 1000);
        console.log(message === null ? `!!! ${name}: no message` : `${name} after ${seconds} s: ${message}`);
      }),
    );
    await step.mend?.();
  }
  return results;
}

function report(known, results) {
  console.log('\n| alert | what came |\n| --- | --- |');
  for (const name of known) {
    const message = results.has(name)
      ? (results.get(name) ?? '**nothing**')
      : `not tried: ${only !== null && !only.includes(name) ? 'not in --only' : (NEEDS_MORE[name] ?? 'has no step yet')}`;
    console.log(`| ${name} | ${message.replaceAll('|', '\\|')} |`);
  }
  const missing = [...results].filter(([, message]) => message === null).map(([name]) => name);
  console.log(
    `\n${results.size - missing.length} of ${results.size} alerts that were tried came${missing.length > 0 ? `; not: ${missing.join(', ')}` : ''}`,
  );
  return missing.length > 0 ? 1 : 0;
}

/** Alerts that Prometheus was told of, in the order of the files. */
async function alertNames({ addresses }) {
  const { data } = await (await fetch(`${addresses.prometheus}/api/v1/rules?type=alert`)).json();
  return [...new Set(data.groups.flatMap(({ rules }) => rules.map(({ name }) => name)))];
}

async function firing(name) {
  const { data } = await (await fetch(`${stack.addresses.prometheus}/api/v1/alerts`)).json();
  const alert = data.alerts.find(({ labels, state }) => labels.alertname === name && state === 'firing');
  return alert === undefined ? null : `fires in Prometheus: ${alert.annotations.summary}`;
}

function shortenRules({ addresses }) {
  const rules = join(addresses.data, 'rules');
  for (const name of readdirSync(rules)) {
    const file = join(rules, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^( +for: ).*$/gm, '$10s'));
  }
}

async function eventually(look) {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await sleep(500);
  }
  return null;
}

async function finish() {
  await stack?.stop();
  stack = null;
  if (flags.keep) console.log(`Logs, data and runs: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

function usage(message) {
  console.error(`monitoring/game-day: ${message}`);
  process.exitCode = 2;
  throw new Error(message);
}
