import { styleOf } from '@perf-suite/command-line/terminal';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { describe, expect, it } from 'vitest';
import { diagnosisText } from './diagnosis-text.js';
import type { Facts } from './facts.js';
import { findingsOf } from './findings.js';
import { visibleChanges } from './visible-change.js';

const noiseOf = (...spreads: number[]): Facts['noise'] =>
  spreads.map((spreadRatio, i) => ({
    name: `code ${i}`,
    logRatios: [spreadRatio, -spreadRatio],
    spreadRatio,
    movedRatio: null,
  }));

/** A machine about which there is nothing to say. */
const calm: Facts = {
  environment: sampleEnvironment({
    cpu: { model: 'AMD EPYC', logicalCores: 8, availableCores: 8, governor: 'performance', turbo: false },
    memory: { totalBytes: 16e9, limitBytes: null },
    loadAtStart: 0.1,
  }),
  git: { commit: '0123456789abcdef0123456789abcdef01234567', branch: 'main', dirty: false },
  clock: { stepNs: 10, costNs: 30 },
  clockSource: 'tsc',
  activity: { busyRatio: 0.02, stolenRatio: 0 },
  core: 7,
  nodeOptions: null,
  noise: noiseOf(0.003, 0.005, 0.01),
  visible: visibleChanges([0.003, 0.005, 0.01], 0.025),
};

type Change = (facts: Facts) => Facts;
const withCpu =
  (cpu: Partial<Facts['environment']['cpu']>): Change =>
  (facts) => ({ ...facts, environment: { ...facts.environment, cpu: { ...facts.environment.cpu, ...cpu } } });

describe('findingsOf', () => {
  it('has nothing to say about a calm machine', () => {
    expect(findingsOf(calm).filter(({ level }) => level !== 'good')).toEqual([]);
  });

  it.each<[string, 'note' | 'problem', Change, RegExp, RegExp | null]>([
    [
      'noise',
      'problem',
      (facts) => ({ ...facts, noise: noiseOf(0.01, 0.08) }),
      /by 8\.0 % .* \(code 1\)/,
      /quieter/,
    ],
    [
      'load',
      'problem',
      (facts) => ({ ...facts, activity: { busyRatio: 0.5, stolenRatio: 0 } }),
      /50 % of the cores/,
      /Close other/,
    ],
    [
      'host',
      'problem',
      (facts) => ({ ...facts, activity: { busyRatio: 0, stolenRatio: 0.1 } }),
      /the host took 10 %/,
      /--against/,
    ],
    ['cores', 'problem', withCpu({ availableCores: 1.5 }), /1\.5 of 8 cores .* quota/, /--cpuset-cpus/],
    ['cores', 'note', withCpu({ availableCores: 1 }), /1 of 8 cores/, /two cores/],
    ['pinning', 'note', (facts) => ({ ...facts, core: null }), /cannot be pinned to one core/, null],
    ['governor', 'note', withCpu({ governor: 'powersave' }), /powersave/, /cpupower/],
    ['turbo', 'note', withCpu({ turbo: true }), /temperature/, /no_turbo/],
    [
      'clock',
      'problem',
      (facts) => ({ ...facts, clock: { stepNs: 1e6, costNs: 30 } }),
      /steps of 1\.00 ms/,
      /finer/,
    ],
    [
      'clock',
      'note',
      (facts) => ({ ...facts, clock: { stepNs: 10, costNs: 900 }, clockSource: 'hpet' }),
      /hpet.*slow/,
      /tsc/,
    ],
    [
      'memory',
      'note',
      (facts) => ({
        ...facts,
        environment: { ...facts.environment, memory: { totalBytes: 16e9, limitBytes: 268_435_456 } },
      }),
      /256 MB/,
      /1 GB/,
    ],
    [
      'Node',
      'note',
      (facts) => ({
        ...facts,
        environment: { ...facts.environment, runtime: { node: '23.1.0', v8: '12', flags: [] } },
      }),
      /without long-term support/,
      /users run/,
    ],
    [
      'Node',
      'note',
      (facts) => ({ ...facts, nodeOptions: '--no-opt' }),
      /NODE_OPTIONS \(--no-opt\)/,
      /--node-flags/,
    ],
    ['git', 'note', (facts) => ({ ...facts, git: null }), /no git commit/, /repository/],
    [
      'git',
      'note',
      (facts) => ({ ...facts, git: { commit: 'abcdef0123', branch: null, dirty: true } }),
      /abcdef0 on no branch/,
      /Commit/,
    ],
  ])('reports a %s that is a %s, and what to do', (about, level, change, message, hint) => {
    const found = findingsOf(change(calm)).filter((finding) => finding.level !== 'good');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ about, level, message: expect.stringMatching(message) });
    if (hint !== null) expect(found[0]?.hint).toMatch(hint);
  });
});

describe('diagnosisText', () => {
  const style = styleOf({
    columns: 100,
    isTerminal: true,
    color: false,
    variables: { LANG: 'C.UTF-8' },
    platform: 'linux',
  });
  const textOf = (facts: Facts): string => diagnosisText(facts, findingsOf(facts), style);

  it('answers in plain words what can be seen', () => {
    expect(textOf(calm)).toContain('finds a slowdown of 2.6 % or more within 8 rounds');
    const noisy = textOf({ ...calm, visible: visibleChanges([0.02, 0.02, 0.02], 0.025) });
    expect(noisy).toContain('finds a slowdown of 5.2 % or more within 8 rounds');
    expect(noisy).toContain('and one of 2.8 % or more within 24, each in at least 4 of 5 runs.');
  });

  it('says so when some code is much noisier than the rest', () => {
    expect(textOf(calm)).not.toContain('noisy as the worst');
    const text = textOf({ ...calm, visible: visibleChanges([0.005, 0.005, 0.06], 0.025) });
    expect(text).toContain('noisy as the worst below, the smallest is 6.6 % even with 24 rounds');
  });

  it('puts each hint under what it is about', () => {
    const lines = textOf(withCpu({ governor: 'powersave' })(calm)).split('\n');
    const at = lines.findIndex((line) => line.includes('▲ governor'));
    expect(lines[at + 1]?.trim()).toBe('sudo cpupower frequency-set -g performance');
  });
});
