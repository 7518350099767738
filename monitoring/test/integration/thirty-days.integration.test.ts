import { readFileSync, writeFileSync } from 'node:fs';
import { findProgram } from '@perf-suite/testing/real-server';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  evaluateHistory,
  NAMES_IN_RULES,
  REGRESSION_ALERTS,
  STEP_MS,
  updatesOf,
} from './thirty-days/evaluated-history.js';
import { type Evaluation, evaluate, type Transition } from './thirty-days/firing-alerts.js';
import {
  at,
  type ExporterName,
  type History,
  HOUR_MS,
  historyOf,
  MINUTE_MS,
  OUTAGES,
  REGRESSIONS,
  START_MS,
} from './thirty-days/history.js';
import { readMeasuredRuns } from './thirty-days/measured-runs.js';
import { asText, type Read, readMessage, when } from './thirty-days/message-text.js';
import { type Scrape, scrapeHistory } from './thirty-days/scraped-history.js';
import { messagesOf } from './thirty-days/sent-messages.js';

const GOLDEN = new URL('thirty-days/messages.golden.txt', import.meta.url);
const programs = [
  findProgram('promtool', 'prometheus'),
  findProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
];

/** Near a report, to see how soon it is noticed. */
const FINE_STEP_MS = 15_000;
/** The longest that a group of the routes waits; alert-delay.test.ts adds up everything else. */
const GROUPING_MS = 15_000;

let history: History;
let scrapes: Record<ExporterName, Scrape[]>;
let evaluation: Evaluation;
let sent: Read[];

const all = () => sent.flatMap(({ atMs, messages }) => messages.map((message) => ({ atMs, ...message })));
const firingTitles = (channel: string) =>
  all().filter((one) => one.channel === channel && !one.title.startsWith('[RESOLVED]'));

/** The first evaluation that can know of a report. */
const stepAfter = (ms: number) => Math.ceil(ms / STEP_MS) * STEP_MS;

function of(alertname: string, kind: Transition['kind']): { atMs: number; what: string }[] {
  return evaluation.transitions
    .filter((one) => one.labels.alertname === alertname && one.kind === kind)
    .map(({ atMs, labels }) => {
      const subject =
        labels.benchmark_name?.split('#')[1] ?? labels.pipeline ?? labels.environment ?? labels.instance;
      const where = labels.benchmark_name === undefined ? '' : ` on ${labels.environment}`;
      return { atMs, what: `${subject}${where}` };
    });
}

/** Of the regressions on main, by what is slower where. */
function reportedMs(what: string): number {
  const found = history.firstReportMs.get(what);
  if (found === undefined) throw new RangeError(`nothing reports ${what}`);
  return found;
}

const ON_MAIN = ['parse on main, builder', 'parse on main, runner', 'print on main, runner'] as const;
const withoutBranch = (what: string) => what.replace(' on main,', ' on');

describe.skipIf(programs.includes(null))('thirty days', () => {
  beforeAll(async () => {
    history = historyOf(await readMeasuredRuns());
    // How late its event loop is depends on the machine that runs the test.
    const wanted = (name: string) => NAMES_IN_RULES.has(name) && !name.endsWith('_event_loop_lag_seconds');
    const [core, web] = await Promise.all([
      scrapeHistory('core', history.files, wanted),
      scrapeHistory('web', history.files, wanted),
    ]);
    scrapes = { core, web };
    evaluation = await evaluateHistory(history, scrapes);
    const found = await messagesOf(updatesOf(evaluation), { otherBranchesChannel: '#pull-requests' });
    sent = found.map(({ atMs, messages }) => ({ atMs, messages: messages.map(readMessage) }));
  }, 1_800_000);

  it('have the known regressions, each found by perf-guard', () => {
    const others = [...history.firstReportMs.keys()].filter((what) => !ON_MAIN.includes(what as never));
    expect(others.filter((what) => what.includes('on main'))).toEqual([]);
    expect(others).toContain('add on feature/x, builder');
    for (const what of ON_MAIN) expect(reportedMs(what)).toBeGreaterThan(START_MS);
  });

  it('send the messages of the golden file, in its order (UPDATE_GOLDEN=1 rewrites it)', () => {
    const text = asText(sent);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('notify each regression on main once, when its report is there', () => {
    expect(of('PerformanceRegression', 'starts')).toEqual(
      ON_MAIN.map((what) => ({ atMs: stepAfter(reportedMs(what)), what: withoutBranch(what) })).sort(
        (a, b) => a.atMs - b.atMs,
      ),
    );
    for (const what of ON_MAIN) {
      const [benchmark, machine] = withoutBranch(what).split(' on ');
      const told = firingTitles('slack #performance').filter(({ title }) =>
        title.includes(`${benchmark} got slower on ${machine}`),
      );
      expect(told.map(({ atMs }) => atMs)).toEqual([stepAfter(reportedMs(what))]);
    }
  });

  it('end a regression on evidence alone: when it is fixed, and when it is accepted', () => {
    const { parseOnBuilder, printOnRunner } = REGRESSIONS;
    const judgedAfter = (ms: number) => stepAfter(ms + 3 * MINUTE_MS + 30_000);
    expect(of('PerformanceRegression', 'ends')).toEqual([
      { atMs: judgedAfter(parseOnBuilder.toMs), what: 'parse on builder' },
      { atMs: judgedAfter(printOnRunner.acceptedFromMs + HOUR_MS), what: 'print on runner' },
    ]);
  });

  it('page for nothing else but an exporter that does not answer', () => {
    expect(firingTitles('pagerduty').map(({ title }) => title.replace(/:? p50.*/, ''))).toEqual([
      '[CRITICAL] work.bench.mjs#parse got slower on builder',
      '[CRITICAL] perf-exporter at core:8010 does not answer',
      '[CRITICAL] perf-exporter at core:8010 does not answer',
      '[CRITICAL] work.bench.mjs#print got slower on runner',
    ]);
  });

  it('say of an outage that the exporter is down, and nothing else', () => {
    for (const { of: who, fromMs, toMs } of OUTAGES) {
      const during = evaluation.transitions.filter(({ atMs }) => atMs >= fromMs && atMs <= stepAfter(toMs));
      const told = during.map(({ kind, labels }) => `${labels.alertname} ${kind}`);
      const own = who === 'prometheus' ? [] : ['ExporterDown starts', 'ExporterDown ends'];
      // What is said of the other team meanwhile is as true as ever.
      const others = during.filter(
        ({ labels: { environment, pipeline, instance } }) =>
          environment === 'runner' || pipeline === 'gitlab' || instance === 'web:8010',
      );
      expect(told.filter((_one, i) => !others.includes(during[i] as Transition))).toEqual(own);
    }
  });

  it('outlive an outage of Prometheus that is shorter than Alertmanager waits for it', () => {
    const compose = readFileSync(new URL('../../compose.yml', import.meta.url), 'utf8');
    const minutes = Number(/--rules\.alert\.resend-delay=(\d+)m/.exec(compose)?.[1]);
    // It was told at most one delay ago, and calls an alert over after four.
    for (const { of: who, fromMs, toMs } of OUTAGES)
      if (who === 'prometheus') expect(toMs - fromMs).toBeLessThanOrEqual(3 * minutes * MINUTE_MS);
  });

  it('send what is about a branch to the channel for branches alone', () => {
    const branches = all().filter(({ title, text }) =>
      /on branch|feature\/x|chore\/y|fix\/parse/.test(title + text),
    );
    expect(new Set(branches.map(({ channel }) => channel))).toEqual(new Set(['slack #pull-requests']));
  });

  it('let no unjudged or local run speak for a pipeline, and call no constant red flaky', () => {
    expect(of('PipelineFlaky', 'starts')).toEqual([]);
    const ofGithub = (kind: Transition['kind']) =>
      of('PipelineFailing', kind).flatMap(({ atMs, what }) => (what === 'github' ? [atMs] : []));
    // A missing benchmark and a regression are one red time, which a run that decides nothing interrupts.
    expect(ofGithub('starts').map(when)).toEqual(['2026-03-10 15:12', '2026-03-13 09:12']);
    expect(ofGithub('ends').map(when)).toEqual(['2026-03-12 15:04', '2026-03-16 09:04']);
    // On the other machine, and of the job that never passed, it stays red until the end.
    const ofOthers = (kind: Transition['kind']) =>
      of('PipelineFailing', kind).filter(({ what }) => what !== 'github');
    expect(ofOthers('starts').map(({ what }) => what)).toEqual(['gitlab', 'jenkins']);
    expect(ofOthers('ends')).toEqual([]);
  });

  it('still know of a pipeline without success when nothing ran for longer than --stale-after', () => {
    expect(of('PipelineNoSuccess', 'starts').map(({ what }) => what)).toEqual(['gitlab']);
    expect(of('PipelineNoSuccess', 'ends')).toEqual([]);
  });

  it('know a pipeline that never passed, a day after its first run', () => {
    const [starts, ...others] = of('PipelineNeverPassed', 'starts');
    expect({ starts: when(starts?.atMs ?? 0), what: starts?.what, others }).toEqual({
      starts: '2026-03-27 03:04',
      what: 'jenkins',
      others: [],
    });
    expect(of('PipelineNeverPassed', 'ends')).toEqual([]);
  });

  it('end BenchmarkMissing and BenchmarkFailed when the benchmark is measured again, judged or not', () => {
    const measuredAt = (day: number, time: string) => stepAfter(at(day, time) + 3 * MINUTE_MS);
    expect(of('BenchmarkMissing', 'starts').map(({ what }) => what)).toEqual([
      'add on builder',
      'add on runner',
    ]);
    expect(of('BenchmarkMissing', 'ends')).toEqual([
      { atMs: measuredAt(6, '18:00'), what: 'add on builder' },
      { atMs: measuredAt(15, '16:00'), what: 'add on runner' },
    ]);
    expect(of('BenchmarkFailed', 'starts').map(({ what }) => what)).toEqual(['parse on builder']);
    expect(of('BenchmarkFailed', 'ends')).toEqual([
      { atMs: measuredAt(7, '20:00'), what: 'parse on builder' },
    ]);
  });

  it('name the benchmark that took the memory, and the machine', () => {
    expect(of('WorkerMemoryHigh', 'starts').map(({ what }) => what)).toEqual(['print on builder']);
  });

  it('say what begins on one machine while the other exporter is down, and a warning beside a critical', () => {
    const told = (title: string) => firingTitles('discord').filter((one) => one.title.endsWith(title));
    const [, outage] = OUTAGES.filter(({ of: who }) => who === 'core');
    const during = (ms: number) => ms >= (outage?.fromMs ?? 0) && ms < (outage?.toMs ?? 0);
    for (const title of ['work.bench.mjs#add is no longer measured', 'perf-exporter cannot use 1 file'])
      expect(told(title).filter(({ atMs }) => during(atMs))).toHaveLength(1);
    const { fromMs, toMs } = REGRESSIONS.parseOnBuilder;
    const warnings = firingTitles('discord').filter(({ title }) => title.includes('got slower on runner'));
    expect(warnings.filter(({ atMs }) => atMs > fromMs && atMs < toMs)).toHaveLength(1);
  });

  it('call a machine busy by its cores: six of two, not six of eight', () => {
    expect(of('MachineBusyAtStart', 'starts').map(({ what }) => what)).toEqual(['runner']);
  });

  it('find no garbage in a function of a nanosecond', () => {
    expect(of('GarbageCollectionHeavy', 'starts')).toEqual([]);
  });

  it('miss runs after two working days, over no weekend, and in spite of a clock that is ahead', () => {
    // The last run with a right clock was on day 20, a Tuesday, at 10:00.
    expect(of('BenchmarkRunsStale', 'starts').map(({ what }) => what)).toEqual(['runner']);
    expect(of('BenchmarkRunsStale', 'starts')[0]?.atMs).toBeGreaterThanOrEqual(at(22, '10:00'));
    expect(of('BenchmarkRunsStale', 'starts')[0]?.atMs).toBeLessThan(at(22, '11:00'));
    expect(of('ExporterFilesSkipped', 'starts').map(({ what }) => what)).toEqual(['web:8010', 'web:8010']);
  });

  it('say the same in every channel, under a title', () => {
    for (const { atMs, messages } of sent) {
      const titled = messages.filter(({ channel }) => channel !== 'webhook');
      for (const { title, text } of titled) {
        expect(title, when(atMs)).toMatch(/^\[(CRITICAL|WARNING|INFO|RESOLVED)\] \S.*\S/);
        expect(title + text).not.toMatch(/is \d+m\b|<no value>|\bNaN\b/);
      }
      // Messages of one moment with one title are one message.
      for (const { title, text } of titled)
        for (const other of titled) if (other.title === title) expect(other.text).toBe(text);
    }
  });

  describe('near each report', () => {
    it.each(ON_MAIN)('the message about %s leaves in under a minute', async (what) => {
      const atMs = reportedMs(what);
      const fromMs = Math.floor(atMs / FINE_STEP_MS) * FINE_STEP_MS - 2 * MINUTE_MS;
      const { transitions } = await evaluate({
        group: REGRESSION_ALERTS,
        scrapes,
        fromMs,
        toMs: fromMs + 6 * MINUTE_MS,
        stepMs: FINE_STEP_MS,
        askedMs: [],
      });
      const [first] = transitions.filter(
        ({ labels, kind, atMs: startsMs }) =>
          startsMs >= atMs &&
          kind === 'starts' &&
          labels.alertname === 'PerformanceRegression' &&
          what === `${labels.benchmark_name?.split('#')[1]} on main, ${labels.environment}`,
      );
      // A step, of 15 s, also stands for the exporter's poll, the scrape and the evaluation, of 5 s each at most.
      expect((first?.atMs ?? Number.NaN) - atMs + FINE_STEP_MS + GROUPING_MS).toBeLessThan(60_000);
    });

    it('an exporter that does not answer for a minute ends nothing', async () => {
      const fromMs = at(8, '12:00');
      const toMs = fromMs + 15 * MINUTE_MS;
      const further = { of: 'core', fromMs: fromMs + 5 * MINUTE_MS, toMs: fromMs + 6.5 * MINUTE_MS } as const;
      const { transitions, firings } = await evaluate({
        group: REGRESSION_ALERTS,
        scrapes,
        fromMs,
        toMs,
        stepMs: FINE_STEP_MS,
        askedMs: [further.toMs - FINE_STEP_MS, toMs],
        further,
      });
      expect(transitions.filter(({ kind }) => kind === 'ends')).toEqual([]);
      const open = firings
        .filter(({ labels }) => labels.environment === 'builder')
        .map(({ labels }) => labels.alertname);
      expect(open.filter((name) => name === 'PerformanceRegression')).toHaveLength(2);
    });
  });
});
