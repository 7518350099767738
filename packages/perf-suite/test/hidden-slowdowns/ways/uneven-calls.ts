import { BUSY, changedLibrary, HEAD_COUNT } from '../project-snippets.js';
import type { Expected, Way } from '../way.js';

const MEAN: Expected = { outcome: 'not-passed' };
/** Enough samples a round for p95. */
const LONGER = ['--time', '100ms'];
const isHead = (count: number) => count === HEAD_COUNT;

/** Only some calls become slower, and neither the median nor the 95th percentile is among them. */
export const UNEVEN_CALLS: readonly Way[] = [
  {
    name: 'done on five inputs in turn, of which head slows only the two quick ones down, to less than the slow ones take',
    kind: 'some calls',
    ...changedLibrary(
      (count) => `${BUSY}
const sizes = [50_000, 120_000, 60_000, 120_000, 120_000];
let call = 0;
export const work = () => busy(Math.max(sizes[call++ % 5], ${isHead(count) ? 117_000 : 1000}));
`,
    ),
    args: LONGER,
    expected: MEAN,
  },
  {
    name: 'done more by head in one call of 40 only, for a long time',
    kind: 'some calls',
    ...changedLibrary(
      (count) => `${BUSY}
let call = 0;
export const work = () => busy(60_000 + ${isHead(count) ? 900_000 : 0} * Number(call++ % 40 === 0));
`,
    ),
    args: LONGER,
    expected: MEAN,
  },
];
