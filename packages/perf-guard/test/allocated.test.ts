import { type Acceptance, gate, gateNote, type PairedRun, type Report } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { judgeRun } from '../src/judge-run.js';
import { renderMarkdown } from '../src/render/render-markdown.js';
import { renderText } from '../src/render/render-text.js';
import { pairedRun } from './run-builder.js';

const ID = 'bench/a.bench.ts#parse';
const OPTIONS = { baselines: [], createdAt: '2026-09-01T12:00:00.000Z', runFile: null };

/** A run of `parse`, which takes as long as before, and `print`, which is as before. */
function runOf(
  baseBytes: number,
  headBytes: number,
  settings: Partial<PairedRun['settings']> = {},
): PairedRun {
  const made = pairedRun({ rounds: 8, benchmarks: [{ name: 'parse' }, { name: 'print' }] });
  const benchmarks = made.benchmarks.map((benchmark) => ({
    ...benchmark,
    rounds: benchmark.rounds.map((round) => ({
      ...round,
      allocation: {
        base: { heapBytes: baseBytes, externalBytes: 8 },
        head: { heapBytes: benchmark.name === 'parse' ? headBytes : baseBytes, externalBytes: 8 },
      },
    })),
  }));
  return { ...made, settings: { ...made.settings, ...settings }, benchmarks };
}

const judged = (run: PairedRun): Report => judgeRun(run, OPTIONS);
const textOf = (report: Report): string => renderText(report, { color: false });

it('is told where it changed, and fails nothing by default', () => {
  const report = judged(runOf(40, 136));
  expect(gate(report)).toBe(0);
  expect(gateNote(report)).toBeNull();
  const text = textOf(report);
  expect(text).toMatch(/Allocates more: 48 B a call -> 144 B \(\+200\.0 %, .*p = 0\.0039, 8 rounds\)\./);
  expect(text.match(/Allocates/g)).toHaveLength(1);
  expect(text).toContain('2 unchanged, 1 allocates more');
  const less = textOf(judged(runOf(136, 40)));
  expect(less).toMatch(/Allocates less: 144 B a call -> 48 B/);
  expect(less).toContain('1 allocates less');
});

it('is not mentioned where it did not change', () => {
  expect(textOf(judged(runOf(40, 40)))).not.toContain('llocate');
  expect(renderMarkdown(judged(runOf(40, 40)))).not.toContain('llocate');
});

it('fails with exit code 1 where the run was measured with --fail-on allocated, which is said', () => {
  const report = judged(runOf(40, 136, { failOn: ['regressed', 'allocated'] }));
  expect(report.verdict).toBe('unchanged');
  expect(gate(report)).toBe(1);
  expect(gateNote(report)).toBe('1 benchmark allocates more: exit code 1 by --fail-on allocated');
  const markdown = renderMarkdown(report);
  expect(markdown).toContain('**1 benchmark allocates more: exit code 1 by --fail-on allocated**');
  expect(markdown).toContain(`Perf-Accepted: ${ID} REASON`);
  expect(gate(judged(runOf(40, 40, { failOn: ['regressed', 'allocated'] })))).toBe(0);
});

it('passes where somebody accepted it, and is told as accepted', () => {
  const failOn = ['regressed', 'allocated'] as const;
  const acceptance = { benchmark: ID, reason: 'keeps the tokens', source: 'a commit' } satisfies Acceptance;
  const report = judged(runOf(40, 136, { failOn: [...failOn], accepted: [acceptance] }));
  expect(gate(report)).toBe(0);
  const [parse] = report.comparisons;
  expect(parse).toMatchObject({ verdict: 'unchanged', allocation: { verdict: 'accepted' } });
  expect(parse?.summary).toMatch(/^Accepted by a commit: keeps the tokens\. No change .* Allocates more: /);
  const limited = judged(runOf(40, 136, { failOn: [...failOn], accepted: [{ ...acceptance, upTo: 0.5 }] }));
  expect(gate(limited)).toBe(1);
  expect(limited.warnings.map(({ message }) => message).join()).toContain('allocates more than that');
});

it('reads the same of a file written before anybody looked at allocations', () => {
  const report = judged(pairedRun({ rounds: 8, benchmarks: [{ name: 'parse' }] }));
  expect(report.comparisons[0]).not.toHaveProperty('allocation');
});
