import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalysedChange, Analysis, AnalysisOf } from '@perf-suite/schema';
import { changesAt, forecastsAt, objectivesAt, sampleChange } from '@perf-suite/testing/sample-analysis';
import { REGRESSED, RUNS_PER_DAY } from './picture-history.js';

const DAY_MS = 86_400_000;
const ENVIRONMENT = 'linux-x64';

/** Change points: found on the day after they happened; what became of them, and when. */
const CHANGES = [
  {
    id: '5a0e61b2c7',
    benchmark: 'parse.bench.ts#parse',
    day: 8,
    ratio: 0.18,
    end: { day: 11, state: 'fixed' },
  },
  { id: 'c3b97d04e1', benchmark: '*', day: 13, ratio: 0.04, end: { day: 15, state: 'acknowledged' } },
  {
    id: '91f2d6ab38',
    benchmark: 'render.bench.ts#table',
    day: 18,
    ratio: 0.06,
    end: { day: 21, state: 'intended' },
  },
  { id: 'e47c08a5f9', benchmark: REGRESSED, day: 26, ratio: 0.25, end: null },
] as const;

/**
 * Writes what perf-analyze would have found on each day of the month, from the tenth on.
 * @param ends when each run ended, in Unix milliseconds, oldest first
 */
export async function writePictureAnalysis(folder: string, ends: readonly number[]): Promise<void> {
  const to = join(folder, 'analysis');
  await mkdir(to);
  for (let day = 10; day * RUNS_PER_DAY <= ends.length; day++) {
    const createdAt = new Date(ends[day * RUNS_PER_DAY - 1] ?? 0).toISOString();
    const documents: Record<string, Analysis> = {
      changes: changesAt(createdAt, changesOn(day, ends)),
      forecast: forecastOn(day, createdAt),
      slo: objectivesOn(day, createdAt),
    };
    for (const [name, document] of Object.entries(documents))
      await writeFile(join(to, `${name}-${day}.json`), JSON.stringify(document));
  }
}

function changesOn(day: number, ends: readonly number[]): AnalysedChange[] {
  const isKnown = ({ day: changedDay, end }: (typeof CHANGES)[number]) =>
    changedDay < day && !(end?.state === 'fixed' && day >= end.day);
  return CHANGES.filter(isKnown).map(({ id, benchmark, day: changedDay, ratio, end }) => {
    const changedMs = ends[changedDay * RUNS_PER_DAY] ?? 0;
    return sampleChange({
      id,
      benchmark,
      environment: ENVIRONMENT,
      kind: benchmark === '*' ? 'machine' : 'step',
      ratio: { point: ratio, lower: ratio - 0.006, upper: ratio + 0.007, confidence: 0.95 },
      atCommit: (0xc0ffee0 + changedDay * RUNS_PER_DAY * 7_919).toString(16),
      changedAt: new Date(changedMs).toISOString(),
      firstSeenMs: changedMs + DAY_MS,
      state: end !== null && day >= end.day ? end.state : 'open',
    });
  });
}

function forecastOn(day: number, createdAt: string): AnalysisOf<'forecasts'> {
  const slope = { point: 0.004, lower: 0.002, upper: 0.006, confidence: 0.95 };
  const document = forecastsAt(createdAt, {
    'search.bench.ts#suggest': { kind: 'in', days: { likely: 24, earliest: 16, latest: 47 }, slope },
    'parse.bench.ts#stringify': { kind: 'not-within', days: day, slope: { ...slope, point: 0 } },
    'render.bench.ts#table': { kind: 'cannot-tell', reason: 'the trend may be none' },
  });
  return { ...document, forecasts: document.forecasts.map((one) => ({ ...one, environment: ENVIRONMENT })) };
}

/** `search` misses its objective since it got slower. */
function objectivesOn(day: number, createdAt: string): AnalysisOf<'objectives'> {
  const runCount = day * RUNS_PER_DAY;
  const missedCount = Math.max(0, Math.round((day - 26) * RUNS_PER_DAY));
  const state = (
    missed: number,
    slowShare: number,
  ): AnalysisOf<'objectives'>['objectives'][number]['state'] => ({
    runCount,
    missedCount: missed,
    kept: 1 - missed / runCount,
    budgetLeft: 1 - missed / (0.1 * runCount),
    burnRate: { fast: missed > 0 ? 10 : 0, slow: 10 * slowShare },
    alert: missed > 1 ? 'page' : null,
  });
  const document = objectivesAt(createdAt, {
    [REGRESSED]: state(missedCount, Math.min(1, missedCount / (6 * RUNS_PER_DAY))),
    'search.bench.ts#suggest': state(0, 0),
  });
  return {
    ...document,
    objectives: document.objectives.map((one) => ({ ...one, environment: ENVIRONMENT })),
  };
}
