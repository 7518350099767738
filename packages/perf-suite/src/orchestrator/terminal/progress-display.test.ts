import { PassThrough } from 'node:stream';
import type { LiveEvent } from '@perf-suite/schema';
import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { runHeader } from '../testing/run-header.js';
import { ProgressDisplay } from './progress-display.js';

const STARTED: LiveEvent = {
  type: 'run-started',
  run: 'r',
  startedAt: '2026-01-01T00:00:00.000Z',
  mode: 'paired',
  git: null,
  environment: runHeader({ paired: false }).environment,
  baseline: 'main',
  plannedRounds: 24,
  benchmarks: ['parse', 'print'].map((name) => ({
    id: `a.js#${name}`,
    file: 'a.js',
    group: [],
    name,
    minimumEffect: 0.025,
  })),
};

/** A run with an interim analysis after which both are open: lines stand below the one on what is warmed up. */
function* events(): Generator<LiveEvent> {
  const speedup = { p50: { point: 1, lower: 0.9, upper: 1.1, confidence: 0.95 }, p95: null };
  let t = 0;
  for (let round = 0; round < 6; round++) {
    yield { type: 'round-started', t: t++, round };
    for (const benchmark of [0, 1]) {
      yield { type: 'benchmark-started', t: t++, benchmark, round, batchSize: 1 };
      const ns = Array.from({ length: 25 }, (_, i) => 100 + (i % 5) + round);
      t += 9000;
      yield { type: 'samples', t, benchmark, round, variant: 'base', first: 25 * round, ns };
      yield { type: 'samples', t, benchmark, round, variant: 'head', first: 25 * round, ns };
      if (round === 2)
        yield { type: 'comparison', t, benchmark, look: 1, rounds: 3, speedup, state: 'sampling' };
    }
  }
}

/** A terminal's rows, as far as what is written here moves about in them. */
class Screen extends PassThrough {
  readonly isTTY = true;
  readonly rows = 50;
  readonly lines: string[] = [''];
  readonly columns: number;
  #row = 0;
  constructor(columns: number) {
    super();
    this.columns = columns;
    this.setEncoding('utf8').on('data', (text: string) => this.#show(text));
  }

  #show(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin so
    for (const [token, count, code] of text.matchAll(/\x1b\[\??(\d*)([A-Za-z])|\n|[^\x1b\n]+/g)) {
      if (code === 'A') this.#row -= Number(count);
      else if (code === 'B') this.#row += Number(count);
      else if (code === 'K' && count === '2') this.lines[this.#row] = '';
      else if (token === '\n') this.lines[++this.#row] ??= '';
      else if (code === undefined) this.lines[this.#row] = token;
    }
  }

  text(): string {
    return this.lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  }
}

it.each([60, 80, 120])('leaves nothing of itself, and the heading whole, at %i columns', (columns) => {
  const screen = new Screen(columns);
  let nowMs = 0;
  const display = new ProgressDisplay({
    stream: screen as unknown as NodeJS.WriteStream,
    style: { colors: createColors(false), unicode: true, width: columns, tableWidth: columns },
    mode: 'drawn',
    verbose: false,
    nowMs: () => {
      nowMs += 1000;
      return nowMs;
    },
  });
  display.show(STARTED);
  const heading = screen.text();
  expect(heading).toContain('2 benchmarks');
  for (const event of events()) display.show(event);
  expect(screen.text().startsWith(heading)).toBe(true);
  expect(screen.text()).toContain('after interim analysis 1');
  display.close();
  expect(screen.text()).toBe(heading);
});
