import type { LiveEvent, Verdict } from '@perf-suite/schema';
import { runFinished, runStarted } from '@perf-suite/testing/sample-events';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { eventLine } from './event-line.js';
import { runTable } from './run-table.js';
import { WatchedRun } from './watched-run.js';

/** Clears the screen, names the window, hides what follows, reads from the right, and forges lines. */
const HOSTILE = 'a\u001b[2Jb\u001b]0;mine\u0007c\u009b8md\u202ee\nf\u2028g\rh\u007f';
const CONTROL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** All that a remote stream can say in words. */
function hostileEvents(): LiveEvent[] {
  const started = runStarted(3);
  const [benchmark] = started.benchmarks;
  if (benchmark === undefined) throw new RangeError('a run of no benchmarks');
  const named = { ...benchmark, id: HOSTILE, file: HOSTILE, group: [HOSTILE], name: HOSTILE };
  const estimate = { point: 0.5, lower: 0.4, upper: 0.6, confidence: 0.95 };
  const speedup = { p50: estimate, p95: null };
  const verdictFields = {
    t: 1,
    verdict: 'regressed',
    severity: null,
    speedup,
    baseline: HOSTILE,
    summary: HOSTILE,
  } as const;
  const failure = { reason: 'setup', round: 0, message: HOSTILE } as const;
  return [
    {
      ...started,
      run: HOSTILE,
      git: { commit: HOSTILE, branch: HOSTILE, dirty: false },
      baseline: HOSTILE,
      benchmarks: [named, { ...named, name: `${HOSTILE}2` }, { ...named, name: `${HOSTILE}3` }],
    },
    { type: 'comparison', t: 1, benchmark: 0, look: 1, rounds: 4, speedup, state: 'sampling' },
    { type: 'verdict', benchmark: 0, ...verdictFields },
    // Of a server that is none of ours.
    { type: 'verdict', benchmark: 1, ...verdictFields, verdict: HOSTILE as Verdict },
    {
      type: 'benchmark-finished',
      t: 1,
      benchmark: 2,
      rounds: 1,
      head: null,
      base: null,
      failure,
    } as LiveEvent,
    { type: 'warning', t: 1, benchmark: 0, warning: { code: 'drift', message: HOSTILE, hint: HOSTILE } },
    { ...runFinished(), regressedCount: 1 },
  ];
}

describe('texts of a remote stream', () => {
  it('do nothing to a terminal or a log that is printed line by line', () => {
    const run = new WatchedRun();
    for (const event of hostileEvents()) {
      run.apply(event);
      const line = eventLine(event, run, { unicode: true });
      expect(line, event.type).not.toBeNull();
      expect(line).not.toMatch(CONTROL);
    }
  });

  it('do nothing to a table', () => {
    const run = new WatchedRun();
    const style = { columns: 200, rows: 24, colors: createColors(false), unicode: true };
    expect(runTable(run, HOSTILE, style)).not.toMatch(CONTROL);
    for (const event of hostileEvents()) {
      run.apply(event);
      const lines = runTable(run, HOSTILE, style).split('\n');
      // Heading, the three benchmarks, footer, and what parts them.
      expect(lines.length).toBe(7);
      for (const line of lines) expect(line).not.toMatch(CONTROL);
    }
  });
});
