import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { findProgram } from '@perf-suite/testing/real-server';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALERT_GROUPS } from '../../src/prometheus/alert-groups.js';
import { alertRules } from '../../src/prometheus/rule-files.js';
import {
  type Evaluation,
  evaluate,
  type Labels,
  namesIn,
  type Transition,
} from './thirty-days/firing-alerts.js';
import {
  at,
  END_MS,
  type ExporterName,
  type History,
  HOUR_MS,
  historyOf,
  MINUTE_MS,
  START_MS,
} from './thirty-days/history.js';
import { readMeasuredRuns } from './thirty-days/measured-runs.js';
import { type ReadMessage, readMessage } from './thirty-days/message-text.js';
import { type Scrape, scrapeHistory } from './thirty-days/scraped-history.js';
import { messagesOf, type Update } from './thirty-days/sent-messages.js';

const GOLDEN = new URL('thirty-days/messages.golden.txt', import.meta.url);
const programs = [
  findProgram('promtool', 'prometheus'),
  findProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
];

/** Instants in Prometheus are seen for five minutes: evaluations must be closer. */
const STEP_MS = 4 * MINUTE_MS;
/** Near a report, to see how soon it is noticed. */
const FINE_STEP_MS = 15_000;
/** The longest that a group of the routes waits; alert-delay.test.ts adds up everything else. */
const GROUPING_MS = 15_000;

/** All alerts but those about Prometheus and Alertmanager themselves, which are not scraped here. */
const GROUPS = ALERT_GROUPS.filter(({ name }) => name !== 'platform');

interface Read {
  readonly atMs: number;
  readonly messages: readonly ReadMessage[];
}

let history: History;
let scrapes: Record<ExporterName, Scrape[]>;
let evaluation: Evaluation;
let sent: Read[];

/** Evaluates all groups side by side. */
async function evaluateAll(
  options: Omit<Parameters<typeof evaluate>[0], 'group' | 'scrapes'>,
): Promise<Evaluation> {
  const found = await Promise.all(GROUPS.map((group) => evaluate({ ...options, group, scrapes })));
  return {
    transitions: found.flatMap(({ transitions }) => transitions).sort((a, b) => a.atMs - b.atMs),
    firings: found.flatMap(({ firings }) => firings),
  };
}

function askedTimes(): number[] {
  const times = new Set<number>();
  for (const { atMs } of history.files)
    for (let i = 1; i <= 4; i++) times.add((Math.floor(atMs / STEP_MS) + i) * STEP_MS);
  for (let ms = START_MS + HOUR_MS; ms < END_MS; ms += HOUR_MS) times.add(ms);
  return [...times].filter((ms) => ms <= END_MS).sort((a, b) => a - b);
}

const identity = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());

/** What its templates said when it was asked next, or last if it no longer fires. */
function annotated({ labels, atMs, kind }: Transition): { labels: Labels; annotations: Labels } {
  const asked = evaluation.firings.filter((firing) => identity(firing.labels) === identity(labels));
  const after = asked.filter((firing) => firing.atMs >= atMs);
  const before = asked.filter((firing) => firing.atMs < atMs);
  const found = kind === 'starts' ? (after[0] ?? before.at(-1)) : (before.at(-1) ?? after[0]);
  return { labels, annotations: found?.annotations ?? {} };
}

function updates(): Update[] {
  const moments = [...new Set(evaluation.transitions.map(({ atMs }) => atMs))];
  return moments.map((atMs) => {
    const ofMoment = evaluation.transitions.filter((one) => one.atMs === atMs);
    const of = (kind: Transition['kind']) => ofMoment.filter((one) => one.kind === kind).map(annotated);
    return { atMs, starts: of('starts'), ends: of('ends') };
  });
}

const when = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** One paragraph for each message: when, where, title, text. */
function asText(all: readonly Read[]): string {
  const paragraphs = all.flatMap(({ atMs, messages }) => {
    const texts = new Map<string, { title: string; channels: string[] }>();
    for (const { channel, title, text } of messages) {
      const known = texts.get(text) ?? { title: '', channels: [] };
      texts.set(text, { title: known.title || title, channels: [...known.channels, channel].sort() });
    }
    return [...texts]
      .map(
        ([text, { title, channels }]) => `== ${when(atMs)} to ${channels.join(', ')}\n${title}\n\n${text}\n`,
      )
      .sort();
  });
  return paragraphs.join('\n');
}

const all = () => sent.flatMap(({ atMs, messages }) => messages.map((message) => ({ atMs, ...message })));
const paged = () => all().filter(({ channel }) => channel === 'pagerduty');

describe.skipIf(programs.includes(null))('thirty days', () => {
  beforeAll(async () => {
    history = historyOf(await readMeasuredRuns());
    const names = namesIn(GROUPS.map((group) => alertRules(group)).join('\n'));
    const wanted = (name: string) => names.has(name);
    const [core, web] = [
      await scrapeHistory('core', history.files, wanted),
      await scrapeHistory('web', history.files, wanted),
    ];
    scrapes = { core, web };
    evaluation = await evaluateAll({
      fromMs: START_MS,
      toMs: END_MS,
      stepMs: STEP_MS,
      askedMs: askedTimes(),
    });
    const found = await messagesOf(updates(), { otherBranchesChannel: '#pull-requests' });
    sent = found.map(({ atMs, messages }) => ({ atMs, messages: messages.map(readMessage) }));
  }, 900_000);

  it('send the messages of the golden file, in its order (UPDATE_GOLDEN=1 rewrites it)', () => {
    const text = asText(sent);
    if (process.env.UPDATE_GOLDEN === '1' || !existsSync(GOLDEN)) writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });
});
