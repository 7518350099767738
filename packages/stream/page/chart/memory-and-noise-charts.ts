import { formatBytes, formatShare, formatTime, significant } from '@perf-suite/page-parts/format-values';
import { RoundChart, type RoundLine, roundView } from './round-chart.js';

const THIRD_PX = 170;

/** Heap used before and after each round's measuring. */
export function heapChart(): RoundChart {
  return new RoundChart({
    title: 'Heap',
    size: 'third',
    height: THIRD_PX,
    xName: 'round',
    formatY: (value) => formatBytes(value),
    view: ({ rounds }) => {
      const memory = rounds.map((round) => round.memory);
      if (memory.every((reading) => reading === null)) return null;
      const line = (name: string, column: string, key: 'heapUsedBeforeBytes' | 'heapUsedAfterBytes') =>
        ({
          name,
          column,
          colour: key === 'heapUsedAfterBytes' ? 'head' : 'soft',
          value: (row) => memory[row]?.[key] ?? null,
          format: formatBytes,
        }) satisfies RoundLine;
      const lines = [
        line('before', 'heap_before_bytes', 'heapUsedBeforeBytes'),
        line('after', 'heap_after_bytes', 'heapUsedAfterBytes'),
      ];
      return roundView(rounds, lines, { label: 'Heap used before and after each round', fromZero: true });
    },
    empty: 'no memory measured yet',
    lineCount: 2,
    bytesY: true,
  });
}

/** Time in garbage collection, with the number of collections when hovered. */
export function garbageChart(): RoundChart {
  return new RoundChart({
    title: 'Garbage collection',
    size: 'third',
    height: THIRD_PX,
    xName: 'round',
    formatY: (value) => `${significant(value, 2)} ms`,
    view: ({ rounds }) => {
      if (rounds.every((round) => round.memory === null)) return null;
      const time: RoundLine = {
        name: 'time',
        column: 'gc_ms',
        colour: 'head',
        bars: true,
        value: (row) => rounds[row]?.memory?.gcMs ?? null,
        format: (ms) => formatTime(ms * 1e6),
      };
      const count: RoundLine = { ...countLine, value: (row) => rounds[row]?.memory?.gcCount ?? null };
      const view = roundView(rounds, [time], {
        label: 'Time in garbage collection by round',
        fromZero: true,
      });
      return { ...view, lines: [time, count] };
    },
    empty: 'no memory measured yet',
    lineCount: 1,
  });
}

const countLine: Omit<RoundLine, 'value'> = {
  name: 'collections',
  column: 'gc_count',
  colour: 'soft',
  format: (count) => String(count),
};

/** How far the machine's own speed moved meanwhile. */
export function noiseChart(): RoundChart {
  return new RoundChart({
    title: 'Noise of the machine',
    size: 'third',
    height: THIRD_PX,
    xName: 'round',
    formatY: (value) => formatShare(value),
    view: ({ rounds }) => {
      if (rounds.every((round) => round.noiseRatio === null)) return null;
      const line: RoundLine = {
        name: 'speed moved by',
        column: 'noise_ratio',
        colour: 'warning',
        value: (row) => rounds[row]?.noiseRatio ?? null,
        format: formatShare,
      };
      const view = roundView(rounds, [line], {
        label: 'How far the speed of the machine moved in each round',
        fromZero: true,
      });
      return { ...view, y: [0, Math.max(view.y[1], 0.02)] };
    },
    empty: 'not measured here',
    lineCount: 1,
  });
}
