import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitSlowdown, copyService } from './changed-copy.js';
import { alertAbout, meanOfRoute, usualTrace } from './evidence.js';

/** How long the service keeps spans before it sends them, and Prometheus waits between two scrapes. */
const UNTIL_SEEN_MS = 6_000;

/**
 * Commits that an endpoint does more work, judges the commit, puts it in place of the service, and prints what
 * verdict, trace, dashboard and alert say. Returns whether all of them showed it.
 */
export async function showSlowdown(demo, { path, name, share }) {
  const { stack, pages } = demo.addresses;
  console.log(`\n1. Visitors, before the change (${demo.flags.seconds} s)`);
  const before = await watchVisitors(demo, { path, name }, 'before');
  printSeen(path, before);
  const ms = Number((share * before.p50Ms).toPrecision(2));

  console.log(
    `\n2. A commit: GET ${path} does ${ms} ms more work, ${percent(share)} of its p50 with visitors`,
  );
  const folder = join(demo.folder, 'change');
  mkdirSync(folder);
  const { project, baseSetup } = copyService(folder);
  commitSlowdown(project, { path, ms });
  const onPage = (page) => console.log(`  live page     ${page}`);
  const { text, exitCode } = await demo.compare({ project, baseSetup, onPage });
  console.log(`${text.replaceAll(/^\n|\n+$/g, '')}\n  exit code ${exitCode}`);
  const isFound = exitCode === 1 && new RegExp(`releases > ${name} .*regressed`).test(text);

  console.log(`\n3. The commit in place of the service, and visitors (${demo.flags.seconds} s)`);
  await demo.startService(project);
  const after = await watchVisitors(demo, { path, name }, 'after');
  printSeen(path, after);

  console.log('\n4. What shows it');
  const alert = isFound
    ? await alertAbout({
        alertmanager: stack.alertmanager,
        messages: demo.messages,
        benchmark: `api.bench.js#releases > ${name}`,
        signal: demo.signal,
      })
    : null;
  const isSlower = (one) => (before[one] === null || after[one] === null ? null : after[one] > before[one]);
  const rows = [
    [
      'verdict',
      isFound,
      isFound ? `releases > ${name}: regressed` : 'not shown as slower: give --rounds 24, or a larger share',
    ],
    ['trace', demo.flags.traces === null ? isSlower('traceMs') : true, traceText(demo, path, before, after)],
    [
      'dashboard',
      isSlower('meanMs'),
      `${ratio(before.meanMs, after.meanMs)}: "Response time by endpoint, mean" of "Service: API"`,
    ],
    [
      'alert',
      alert !== null,
      alert === null
        ? 'none came'
        : `PerformanceRegression (${alert.labels.severity}): ${alert.annotations.summary}`,
    ],
  ];
  for (const [what, isShown, said] of rows)
    console.log(`  ${isShown ? '✓' : '✗'} ${what.padEnd(10)} ${said}`);
  console.log(
    `\n  query         ${after.query}\n  its graph     ${pages}/graph?g0.expr=${encodeURIComponent(after.query)}&g0.tab=0&g0.range_input=15m\n  alerts        ${pages}/alerts`,
  );
  if (!demo.flags.once) await demo.sendLoad({});
  return rows.every(([, isShown]) => isShown);
}

async function watchVisitors(demo, { path, name }, phase) {
  const { seconds } = demo.flags;
  demo.takeSpans();
  const run = await demo.measureVisitors(seconds, phase);
  await sleep(UNTIL_SEEN_MS, undefined, { signal: demo.signal }).catch(() => undefined);
  const spans = demo.takeSpans();
  const trace = spans === null ? null : usualTrace(spans, path);
  const { query, ms } = await meanOfRoute(demo.addresses.stack.prometheus, {
    route: path,
    seconds: seconds + UNTIL_SEEN_MS / 1_000,
  });
  return {
    p50Ms: p50Of(run, name),
    meanMs: ms,
    trace,
    traceMs: trace?.root.durationMs ?? null,
    query,
  };
}

/** The median over the windows of a load, in milliseconds. */
function p50Of(run, name) {
  const benchmark = run.benchmarks.find((one) => one.name === name);
  const values = benchmark.rounds
    .map(({ requests }) => requests?.head?.latencyNs?.p50)
    .filter((value) => value !== undefined && value !== null)
    .sort((a, b) => a - b);
  if (values.length === 0)
    throw new Error(`no request of visitors was answered by ${name}: ${benchmark.failure?.message ?? ''}`);
  return values[Math.floor(values.length / 2)] / 1e6;
}

function printSeen(path, { p50Ms, meanMs, trace }) {
  console.log(`  visitors      GET ${path}: ${milliseconds(p50Ms)} at p50`);
  console.log(
    `  Prometheus    ${meanMs === null ? 'no requests seen' : `${milliseconds(meanMs)} on average, in the service`}`,
  );
  if (trace === null) return;
  const { root, count, children, ownMs } = trace;
  console.log(`  trace         ${root.traceId}, the middle one of ${count} by its time`);
  console.log(`                  ${root.name} ${milliseconds(root.durationMs)}`);
  for (const child of children)
    console.log(`                    ${child.name} ${milliseconds(child.durationMs)}`);
  console.log(`                    its own work ${milliseconds(ownMs)}`);
}

function traceText(demo, path, before, after) {
  if (demo.flags.traces !== null) return `at ${demo.flags.traces}, not looked at: search for GET ${path}`;
  if (before.trace === null || after.trace === null) return 'none came';
  return `${ratio(before.traceMs, after.traceMs)}: GET ${path}, of which its own work ${ratio(before.trace.ownMs, after.trace.ownMs)}`;
}

function ratio(beforeMs, afterMs) {
  if (beforeMs === null || afterMs === null) return 'no requests seen';
  return `${milliseconds(beforeMs)} → ${milliseconds(afterMs)}`;
}

function milliseconds(value) {
  return `${value.toPrecision(3)} ms`;
}

function percent(share) {
  return `${Number((share * 100).toPrecision(3))} %`;
}
