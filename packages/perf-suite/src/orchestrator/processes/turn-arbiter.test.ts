import type { Variant } from '@perf-suite/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../wire/random.js';
import type { AnswerFor, Turn, TurnAnswer } from '../../wire/turn-protocol.js';
import { TurnArbiter } from './turn-arbiter.js';

const SHAPE = { async: false, overridden: false, oneByOne: false };

/** What a process does, turn by turn, until its job is over. */
interface ScriptedProcess {
  readonly variant: Variant;
  readonly declared: readonly string[];
  /** Fails in this turn of this benchmark, counted from its set-up. */
  readonly failsAt: { readonly id: string; readonly turn: number } | null;
  readonly warmed: { readonly batchSize: number; readonly callNs: number };
}

interface Outcome {
  /** Who did what, in order. */
  readonly log: string[];
  readonly slices: Record<Variant, Record<string, number[]>>;
  readonly measured: Record<Variant, string[]>;
  readonly failed: string[];
}

/** Plays both processes; each turn takes `turnMs`. Throws when both are let at once, or nobody while someone waits. */
function play(
  processes: readonly ScriptedProcess[],
  ids: readonly string[],
  timeMs: number,
  seed = 1,
): Outcome {
  const outcome: Outcome = {
    log: [],
    slices: { base: {}, head: {} },
    measured: { base: [], head: [] },
    failed: [],
  };
  let nowMs = 0;
  const arbiter = new TurnArbiter({
    ids,
    first: 'base',
    coin: createRandom(seed).coin,
    nowMs: () => nowMs,
    timeOf: () => ({ timeMs }),
  });
  const jobs = new Map(
    processes.map((scripted) => [scripted.variant, { steps: stepsOf(scripted, ids, outcome), over: false }]),
  );
  const resume = (variant: Variant, answer: TurnAnswer | null): AnswerFor | null => {
    const job = jobs.get(variant);
    if (job === undefined) throw new Error(`no ${variant}`);
    const failedBefore = outcome.failed.length;
    const { value, done } = answer === null ? job.steps.next() : job.steps.next(answer);
    nowMs += 5;
    for (const id of outcome.failed.slice(failedBefore)) arbiter.abandon(id);
    if (!done) return arbiter.announce(variant, value);
    job.over = true;
    return arbiter.end(variant);
  };
  // Both processes start by themselves and come to wait for their first turn.
  const early = resume('head', null);
  let next = resume('base', null);
  if (early !== null) throw new Error('let before both had come');
  for (let turns = 0; next !== null; turns++) {
    if (turns > 10_000) throw new Error('never ends');
    outcome.log.push(`${next.variant} ${next.answer.kind}`);
    next = resume(next.variant, next.answer);
  }
  if (![...jobs.values()].every(({ over }) => over)) throw new Error('someone waits for ever');
  return outcome;
}

function* stepsOf(
  scripted: ScriptedProcess,
  ids: readonly string[],
  outcome: Outcome,
): Generator<Turn, void, TurnAnswer> {
  const { variant, declared, failsAt, warmed } = scripted;
  yield { at: 'load', id: null };
  for (const id of ids.filter((one) => declared.includes(one))) {
    let turn = 0;
    const fails = () => failsAt?.id === id && failsAt.turn === turn++;
    const slices: number[] = [];
    outcome.slices[variant][id] = slices;
    let answer = yield { at: 'set-up', id };
    if (answer.kind === 'end') return;
    if (answer.kind === 'abandon') continue;
    if (fails()) {
      outcome.failed.push(id);
      continue;
    }
    answer = yield { at: 'warm-up', id, shape: SHAPE, result: null };
    if (answer.kind === 'abandon') continue;
    if (fails()) {
      outcome.failed.push(id);
      continue;
    }
    answer = yield { at: 'first-slice', id, ...warmed };
    let failed = false;
    while (answer.kind === 'slice' && !failed) {
      failed = fails();
      if (!failed) slices.push(answer.batchCount * 1e6 + answer.batchSize);
      else outcome.failed.push(id);
      if (!failed) answer = yield { at: 'slice', id };
    }
    if (!failed && answer.kind === 'end') outcome.measured[variant].push(id);
  }
}

const scripted = (variant: Variant, given: Partial<ScriptedProcess> = {}): ScriptedProcess => ({
  variant,
  declared: ['a', 'b'],
  failsAt: null,
  warmed: { batchSize: 10, callNs: 2_000 },
  ...given,
});

describe('the arbiter between two processes', () => {
  it('lets them take the same slices in turns until their time is up', () => {
    const { slices, measured } = play([scripted('base'), scripted('head')], ['a', 'b'], 90);
    expect(measured).toEqual({ base: ['a', 'b'], head: ['a', 'b'] });
    expect(slices.base).toEqual(slices.head);
    // Slices of 5 ms on both sides, 90 ms together.
    expect(slices.head.a).toHaveLength(9);
  });

  it('gives both the batch size that suits the slower, and slices of about 5 ms of it', () => {
    const slower = scripted('head', { warmed: { batchSize: 5, callNs: 4_000 } });
    const { slices } = play([scripted('base'), slower], ['a'], 10);
    expect(new Set(slices.base.a)).toEqual(new Set([250 * 1e6 + 5]));
  });

  it('lets a coin decide who is first in each pair of slices', () => {
    const { log } = play([scripted('base'), scripted('head')], ['a'], 900);
    const firsts = log.filter((line) => line.endsWith('slice')).filter((_, i) => i % 2 === 0);
    const headFirst = firsts.filter((line) => line.startsWith('head')).length / firsts.length;
    expect(headFirst).toBeGreaterThan(0.3);
    expect(headFirst).toBeLessThan(0.7);
  });

  it('lets the other leave what one failed at, and goes on with the next', () => {
    const failing = scripted('base', { failsAt: { id: 'a', turn: 4 } });
    const { measured, failed } = play([failing, scripted('head')], ['a', 'b'], 50);
    expect(failed).toEqual(['a']);
    expect(measured).toEqual({ base: ['b'], head: ['b'] });
  });

  it('never lets both at once nor keeps one waiting, whatever fails or is missing', () => {
    const failure = fc.option(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), turn: fc.integer({ min: 0, max: 6 }) }),
    );
    const declared = fc.subarray(['a', 'b', 'c']);
    fc.assert(
      fc.property(
        declared,
        declared,
        failure,
        failure,
        fc.nat(1000),
        (inBase, inHead, baseFails, headFails, seed) => {
          const { measured, slices } = play(
            [
              scripted('base', { declared: inBase, failsAt: baseFails }),
              scripted('head', { declared: inHead, failsAt: headFails }),
            ],
            ['a', 'b', 'c'],
            30,
            seed,
          );
          expect(measured.base).toEqual(measured.head);
          for (const id of measured.base) expect(slices.base[id]).toEqual(slices.head[id]);
          const whole = ['a', 'b', 'c'].filter(
            (id) =>
              inBase.includes(id) && inHead.includes(id) && baseFails?.id !== id && headFails?.id !== id,
          );
          expect(measured.head).toEqual(expect.arrayContaining(whole));
        },
      ),
      { numRuns: 300 },
    );
  });
});
