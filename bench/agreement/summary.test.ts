import { describe, expect, it } from 'vitest';
import { type Agreement, type Measured, WAYS, type Way } from './result.js';
import { summarise } from './summary.js';

/** Five rounds around a change. */
function measured(changeRatio: number): Measured {
  const logRatios = [-0.002, -0.001, 0, 0.001, 0.002].map((noise) => Math.log1p(changeRatio) + noise);
  const ns = logRatios.map(() => 20_000);
  return { logRatios, oldNs: ns, currentNs: ns, reported: null, load: 2 };
}

function line(benchmark: string, changes: Readonly<Record<Way, number>>): Agreement {
  return {
    measuredAt: '2026-01-01T00:00:00.000Z',
    session: 'idle',
    machine: { cpu: 'a processor', cores: 2, node: 'v20.0.0' },
    library: 'library',
    old: '1.0.0',
    current: '2.0.0',
    benchmark,
    ways: Object.fromEntries(WAYS.map((way) => [way, measured(changes[way])])) as Record<Way, Measured>,
  };
}

const same = (change: number) => Object.fromEntries(WAYS.map((way) => [way, change])) as Record<Way, number>;
const rowOf = (text: string, start: string) => text.split('\n').find((row) => row.startsWith(`| ${start}`));

describe('summarise', () => {
  it('says that the goal is met where the ways agree', () => {
    const text = summarise([0.1, -0.2, 0, 0.5].map((change) => line(`${change}`, same(change))));
    expect(rowOf(text, 'pairs - separate processes')).toBe(
      '| pairs - separate processes | 0.00 points | 0.0 points | 4 of 4 (100 %) | 0.0 [0.0, 0.0] | 0 of 4 (0 %) | met |',
    );
  });

  it('says that it is missed by a way that reads slower, by how much, and that noise does not explain it', () => {
    const slower = { ...same(0.1), 'separate processes': 0.13 };
    const text = summarise(['a', 'b', 'c'].map((name) => line(name, slower)));
    expect(rowOf(text, 'pairs - separate processes')).toMatch(
      /\| 3\.00 points \| 3\.0 points \| 0 of 3 \(0 %\) \| -3\.0 .*\| 3 of 3 \(100 %\) \| missed \|$/,
    );
    expect(rowOf(text, 'pairs - variant processes')).toContain('| met |');
    expect(rowOf(text, 'library: a')).toContain('| 10.0 % | 10.0 % | 13.0 % | 10.0 % | 3.0 |');
  });

  it('adds the rounds of lines of one benchmark, and keeps sessions apart', () => {
    const one = line('a', same(0.1));
    const text = summarise([one, one, { ...one, session: 'busy' }]);
    expect(text).toContain('10 rounds each way');
    expect(text).toContain('5 rounds each way');
  });
});
