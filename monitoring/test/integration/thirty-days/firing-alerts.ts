import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AlertGroup } from '../../../src/prometheus/alert.js';
import { alertRules } from '../../../src/prometheus/rule-files.js';
import { EXPORTERS, type ExporterName, MINUTE_MS, OUTAGES, START_MS } from './history.js';
import type { Scrape } from './scraped-history.js';

export type Labels = Readonly<Record<string, string>>;

export interface Transition {
  readonly atMs: number;
  readonly kind: 'starts' | 'ends';
  readonly labels: Labels;
}

/** An alert that fires at a moment when it was asked for, with what its templates said. */
export interface Firing {
  readonly atMs: number;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export interface Evaluation {
  readonly transitions: readonly Transition[];
  readonly firings: readonly Firing[];
}

export interface EvaluationOptions {
  readonly group: AlertGroup;
  readonly scrapes: Readonly<Record<ExporterName, readonly Scrape[]>>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** When the alerts that fire are wanted with their annotations. */
  readonly askedMs: readonly number[];
  /** A time in which an exporter does not answer, beside those of the history. */
  readonly further?: { readonly of: ExporterName; readonly fromMs: number; readonly toMs: number };
}

/**
 * Evaluates a group's rules on what the exporters served, each `stepMs`, with promtool, which runs Prometheus' own
 * rules. Its tests are written to fail wherever something changes, since their failures say what was found.
 */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-rules-'));
  try {
    const rules = alertRules(options.group);
    await writeFile(join(folder, 'rules.yml'), rules);
    await writeFile(join(folder, 'test.yml'), JSON.stringify(testOf(options, namesIn(rules))));
    const printed = await promisify(execFile)('promtool', ['test', 'rules', 'test.yml'], {
      cwd: folder,
      maxBuffer: 1e9,
    }).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => {
        if (!stderr.includes('FAILED') && !stdout.includes('FAILED')) throw new Error(stderr || stdout);
        return stdout + stderr;
      },
    );
    return { transitions: transitionsIn(printed, options), firings: firingsIn(printed, options) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns every word of a text that can be the name of a metric. */
export function namesIn(rules: string): ReadonlySet<string> {
  return new Set(rules.match(/\b[a-z][a-z_]+\b/g));
}

function testOf(options: EvaluationOptions, names: ReadonlySet<string>) {
  const { group, fromMs, toMs, stepMs, askedMs } = options;
  const step = `${stepMs / 1_000}s`;
  const firing = 'ALERTS{alertstate="firing"}';
  const changes = `(${firing} unless ${firing} offset ${step}) or (${firing} offset ${step} unless ${firing}) * 2`;
  const steps = Array.from({ length: Math.floor((toMs - fromMs) / stepMs) }, (_, i) => (i + 1) * stepMs);
  const alerts = [...new Set(group.alerts.map(({ name }) => name))];
  return {
    rule_files: ['rules.yml'],
    evaluation_interval: step,
    tests: [
      {
        interval: step,
        input_series: seriesOf(options).filter(({ series }) => names.has(series.split('{')[0] ?? '')),
        promql_expr_test: steps.map((ms) => ({ expr: changes, eval_time: `${ms / 1_000}s` })),
        alert_rule_test: askedMs.flatMap((atMs) =>
          alerts.map((alertname) => ({
            eval_time: `${(atMs - fromMs) / 1_000}s`,
            alertname,
            exp_alerts: [],
          })),
        ),
      },
    ],
  };
}

function seriesOf({ scrapes, fromMs, toMs, stepMs, further }: EvaluationOptions) {
  const outages = [...OUTAGES, ...(further === undefined ? [] : [further])];
  const during = (who: string, ms: number) =>
    outages.some(({ of, fromMs: from, toMs: to }) => of === who && ms >= from && ms < to);
  const count = Math.floor((toMs - fromMs) / stepMs) + 1;
  return EXPORTERS.flatMap((exporter) => {
    const target = `job="perf-exporter",instance="${exporter}:8010"`;
    const values = new Map<string, string[]>();
    let next = 0;
    let current: ReadonlyMap<string, string> = new Map();
    for (let i = 0; i < count; i++) {
      const ms = fromMs + i * stepMs;
      for (
        let scrape = scrapes[exporter][next];
        scrape !== undefined && scrape.atMs <= ms;
        scrape = scrapes[exporter][++next]
      )
        current = scrape.values;
      if (during('prometheus', ms)) continue;
      const answers = !during(exporter, ms);
      put(values, `up{${target}}`, { i, value: answers ? '1' : '0' });
      if (answers)
        for (const [series, value] of current)
          put(values, withTarget(series, target), { i, value: sinceStart(series, value) });
    }
    return [...values].map(([series, found]) => ({ series, values: notation(found, count) }));
  });
}

/** Times of the history as promtool counts them, from 1970 on; 0 says that there is none. */
function sinceStart(series: string, value: string): string {
  if (!/^\w+_timestamp_seconds/.test(series) || Number(value) === 0) return value;
  return String(Number(value) - START_MS / 1_000);
}

function put(
  values: Map<string, string[]>,
  series: string,
  { i, value }: { i: number; value: string },
): void {
  const found = values.get(series) ?? [];
  found[i] = value;
  values.set(series, found);
}

function withTarget(series: string, target: string): string {
  return series.endsWith('}') ? series.replace(/\}$/, `,${target}}`) : `${series}{${target}}`;
}

/** A scrape that lacks a series, or fails, ends it at once, as Prometheus' staleness markers do. */
function notation(found: readonly (string | undefined)[], count: number): string {
  const parts: string[] = [];
  for (let i = 0; i < count; ) {
    let length = 1;
    while (i + length < count && found[i + length] === found[i]) length++;
    const value = found[i];
    if (value !== undefined) parts.push(length === 1 ? value : `${value}x${length - 1}`);
    else {
      parts.push(parts.length === 0 ? '_' : 'stale');
      if (length > 1) parts.push(length === 2 ? '_' : `_x${length - 1}`);
    }
    i += length;
  }
  return parts.join(' ');
}

const LABELS = String.raw`\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\}`;

function transitionsIn(printed: string, { fromMs, group }: EvaluationOptions): Transition[] {
  const names = new Set(group.alerts.map(({ name }) => name));
  const found: Transition[] = [];
  for (const [, time = '', got = ''] of printed.matchAll(
    /expr: ".*", time: (\w+),\s+exp: nil\s+got: (.*)/g,
  )) {
    for (const [, labels = '', value] of got.matchAll(new RegExp(`(${LABELS}) (\\d)E\\+00`, 'g'))) {
      const { __name__, alertstate, ...own } = labelsIn(labels);
      if (!names.has(own.alertname ?? '')) continue;
      found.push({ atMs: fromMs + durationMs(time), kind: value === '1' ? 'starts' : 'ends', labels: own });
    }
  }
  return found;
}

function firingsIn(printed: string, { fromMs }: EvaluationOptions): Firing[] {
  const tests = /alertname: \w+, time: (\w+),\s+exp:\[\],\s+got:\[([\s\S]*?)\n {12}\]/g;
  const alert = new RegExp(`Labels:(${LABELS})\\s+Annotations:(${LABELS})`, 'g');
  return [...printed.matchAll(tests)].flatMap(([, time = '', got = '']) =>
    [...got.matchAll(alert)].map(([, labels = '', annotations = '']) => ({
      atMs: fromMs + durationMs(time),
      labels: labelsIn(labels),
      annotations: labelsIn(annotations),
    })),
  );
}

/** Go quotes as JSON does, but for characters that it writes as `\x` and the like. */
function labelsIn(text: string): Record<string, string> {
  const pairs = text.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', quoted = '""']) => [name, JSON.parse(quoted) as string]),
  );
}

const UNITS: Readonly<Record<string, number>> = {
  w: 7 * 24 * 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
  h: 60 * MINUTE_MS,
  m: MINUTE_MS,
  s: 1_000,
};

function durationMs(text: string): number {
  return [...text.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}
