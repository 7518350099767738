import type { Alert, AlertGroup } from '../../../src/prometheus/alert.js';
import { ALERT_GROUPS } from '../../../src/prometheus/alert-groups.js';
import { alertRules } from '../../../src/prometheus/rule-files.js';
import { type Evaluation, evaluate, type Labels, namesIn, type Transition } from './firing-alerts.js';
import {
  END_MS,
  type ExporterName,
  type History,
  HOUR_MS,
  MINUTE_MS,
  OUTAGES,
  type Outage,
  START_MS,
} from './history.js';
import type { Scrape } from './scraped-history.js';
import type { Update } from './sent-messages.js';

/** Instants in Prometheus are seen for five minutes: evaluations must be closer. */
export const STEP_MS = 4 * MINUTE_MS;

/** Alerts about what is scraped here: neither Prometheus and Alertmanager themselves, nor a machine. */
const SCRAPED = ALERT_GROUPS.filter(({ name }) => name !== 'platform' && name !== 'machine');
const isRegression = ({ name }: Alert) => name.endsWith('Regression');
export const REGRESSION_ALERTS: AlertGroup = {
  name: 'benchmarks',
  alerts: SCRAPED.flatMap(({ alerts }) => alerts).filter(isRegression),
};
/** What is evaluated side by side: the texts about regressions take most of the time. */
const GROUPS: readonly AlertGroup[] = [
  ...REGRESSION_ALERTS.alerts.map((alert) => ({ name: REGRESSION_ALERTS.name, alerts: [alert] })),
  ...SCRAPED.map(({ name, alerts }) => ({ name, alerts: alerts.filter((alert) => !isRegression(alert)) })),
];

/** Every word of the rules that can be the name of a metric. */
export const NAMES_IN_RULES = namesIn(GROUPS.map((group) => alertRules(group)).join('\n'));

/** Returns what begins and ceases to fire in the thirty days, and what the alerts' texts are meanwhile. */
export async function evaluateHistory(
  history: History,
  scrapes: Readonly<Record<ExporterName, readonly Scrape[]>>,
): Promise<Evaluation> {
  const options = { scrapes, fromMs: START_MS, toMs: END_MS, stepMs: STEP_MS, askedMs: askedTimes(history) };
  const found = await Promise.all(GROUPS.map((group) => evaluate({ ...options, group })));
  return {
    transitions: OUTAGES.filter(({ of }) => of === 'prometheus').reduce(
      (left: readonly Transition[], outage) => withoutOutage(left, outage),
      found.flatMap(({ transitions }) => transitions).sort((a, b) => a.atMs - b.atMs),
    ),
    firings: found.flatMap(({ firings }) => firings),
  };
}

function askedTimes({ files }: History): number[] {
  const times = new Set<number>();
  for (const { atMs } of files)
    for (let i = 1; i <= 4; i++) times.add((Math.floor(atMs / STEP_MS) + i) * STEP_MS);
  for (let ms = START_MS + HOUR_MS; ms < END_MS; ms += HOUR_MS) times.add(ms);
  return [...times].filter((ms) => ms <= END_MS).sort((a, b) => a - b);
}

const identity = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());

/** While Prometheus is down it evaluates nothing: what Alertmanager learns after it is the difference that is left. */
function withoutOutage(transitions: readonly Transition[], { fromMs, toMs }: Outage): Transition[] {
  const backMs = Math.ceil(toMs / STEP_MS) * STEP_MS;
  const isUnseen = ({ atMs }: Transition) => atMs >= fromMs && atMs <= backMs;
  const net = new Map<string, Transition[]>();
  for (const one of transitions.filter(isUnseen)) {
    const ofAlert = net.get(identity(one.labels)) ?? [];
    net.set(identity(one.labels), [...ofAlert, one]);
  }
  const left = [...net.values()].flatMap((ofAlert) => (ofAlert.length % 2 === 0 ? [] : ofAlert.slice(-1)));
  return [
    ...transitions.filter((one) => !isUnseen(one)),
    ...left.map((one) => ({ ...one, atMs: backMs })),
  ].sort((a, b) => a.atMs - b.atMs);
}

/** What its templates said when it was asked next, or last if it no longer fires. */
function annotated(
  { labels, atMs, kind }: Transition,
  firings: Evaluation['firings'],
): { labels: Labels; annotations: Labels } {
  const asked = firings.filter((firing) => identity(firing.labels) === identity(labels));
  const after = asked.filter((firing) => firing.atMs >= atMs);
  const before = asked.filter((firing) => firing.atMs < atMs);
  const found = kind === 'starts' ? (after[0] ?? before.at(-1)) : (before.at(-1) ?? after[0]);
  return { labels, annotations: found?.annotations ?? {} };
}

/** Returns what Prometheus tells Alertmanager, moment by moment. */
export function updatesOf({ transitions, firings }: Evaluation): Update[] {
  const moments = [...new Set(transitions.map(({ atMs }) => atMs))];
  return moments.map((atMs) => {
    const ofMoment = transitions.filter((one) => one.atMs === atMs);
    const of = (kind: Transition['kind']) =>
      ofMoment.filter((one) => one.kind === kind).map((one) => annotated(one, firings));
    return { atMs, starts: of('starts'), ends: of('ends') };
  });
}
