import type { Profiler } from 'node:inspector';
import { expect, it } from 'vitest';
import { type CallTree, InlinedLines, timeTree } from './call-tree.js';
import type { ProfiledFunction } from './profiled-functions.js';
import { profiledFunction } from './testing/profiled.js';

const functions: Readonly<Record<string, ProfiledFunction>> = {
  root: profiledFunction('root', { kind: 'tool' }),
  batch: profiledFunction('batch', { kind: 'loop' }),
  hook: profiledFunction('hook', { kind: 'hook' }),
  outer: profiledFunction('outer'),
  inner: profiledFunction('inner'),
};
const functionOf = ({ functionName }: { readonly functionName: string }): ProfiledFunction =>
  functions[functionName] as ProfiledFunction;

interface Node {
  readonly name: string;
  readonly children?: readonly number[];
  /** Line to ticks. */
  readonly ticks?: Readonly<Record<number, number>>;
}

function profileOf(
  nodes: readonly Node[],
  samples: readonly number[],
  timeDeltas: readonly number[],
): Profiler.Profile {
  return {
    nodes: nodes.map(({ name, children = [], ticks = {} }, id) => ({
      id,
      callFrame: { functionName: name, scriptId: '1', url: '', lineNumber: 0, columnNumber: 0 },
      children: [...children],
      positionTicks: Object.entries(ticks).map(([line, count]) => ({ line: Number(line), ticks: count })),
    })),
    startTime: 0,
    endTime: 0,
    samples: [...samples],
    timeDeltas: [...timeDeltas],
  };
}

function timesIn(tree: CallTree, path = ''): Record<string, number> {
  const name = path === '' ? tree.called.name : `${path} > ${tree.called.name}`;
  const below = [...tree.children.values()].map((child) => timesIn(child, path === '' ? '' : name));
  return Object.assign({ [name]: tree.self }, ...below) as Record<string, number>;
}

it('divides the time of a call among functions, without the tool and hooks', () => {
  const cpuProfile = profileOf(
    [
      { name: 'root', children: [1] },
      { name: 'batch', children: [2, 4] },
      { name: 'outer', children: [3] },
      { name: 'inner' },
      { name: 'hook' },
    ],
    [2, 3, 3, 4],
    [0, 100, 100, 100, 100],
  );
  const tree = timeTree({ cpuProfile, calls: 10, durationNs: 4000 }, { functionOf, lines: null });
  expect(timesIn(tree)).toEqual({ 'all calls': 0, outer: 100, inner: 200 });
});

it("a gap between two samples, while other programs had the core, is nobody's time", () => {
  const cpuProfile = profileOf(
    [{ name: 'root', children: [1, 2] }, { name: 'outer' }, { name: 'inner' }],
    [1, 1, 2, 2, 2],
    [0, 100, 100, 100, 90_000, 100],
  );
  const tree = timeTree({ cpuProfile, calls: 1, durationNs: 800 }, { functionOf, lines: null });
  expect(timesIn(tree)).toMatchObject({ outer: 200, inner: 600 });
});

it("time at lines of an inlined function is that function's", () => {
  const apart = profileOf(
    [
      { name: 'root', children: [1] },
      { name: 'batch', children: [2] },
      { name: 'outer', children: [3], ticks: { 5: 10, 7: 5 } },
      { name: 'inner', ticks: { 20: 40, 7: 15 } },
    ],
    [],
    [],
  );
  const lines = new InlinedLines(apart, functionOf);
  const inlined = profileOf(
    [
      { name: 'root', children: [1] },
      { name: 'batch', ticks: { 5: 20, 20: 60, 7: 20 } },
    ],
    [1],
    [0, 100],
  );
  const tree = timeTree({ cpuProfile: inlined, calls: 1, durationNs: 1000 }, { functionOf, lines });
  // Line 7 is in both: it is divided as it was without inlining.
  expect(timesIn(tree)).toEqual({ 'all calls': 0, outer: 200 + 50, inner: 600 + 150 });
});
