import type { Palette } from '@perf-suite/page-parts/chart/palette';
import type { AxisRange } from '@perf-suite/page-parts/chart/plot';
import {
  formatChange,
  formatSpeedup,
  formatTime,
  formatTimeTick,
  significant,
} from '@perf-suite/page-parts/format-values';
import type { Estimate, InterimAnalysis, RoundSoFar } from '@perf-suite/schema';
import type uPlot from 'uplot';
import type { BenchmarkModel } from '../model/run-model.js';
import { roundSpeedup } from '../model/shown-speedup.js';
import { RoundChart, type RoundLine, type RoundView, roundView } from './round-chart.js';

const HALF_PX = 220;

/** Speedup ratio of each round; without a base variant, its times. */
export function ratioByRoundChart(): RoundChart {
  return new RoundChart({
    title: 'By round',
    size: 'half',
    height: HALF_PX,
    xName: 'round',
    formatY: formatRatioTick,
    view: ({ rounds, minimumEffect }) => {
      if (rounds.length === 0) return null;
      return rounds.some(isPaired) ? ratioView(rounds, minimumEffect) : timeView(rounds);
    },
    empty: 'no round measured yet',
    lineCount: 2,
    drawUnder: (plot, palette, benchmark) => {
      if (benchmark.rounds.some(isPaired)) drawMinimumEffect(plot, palette, benchmark);
    },
  });
}

/** The interval closing in over the analyses, and the verdict's at the end. */
export function intervalChart(): RoundChart {
  return new RoundChart({
    title: 'Interval by interim analysis',
    size: 'half',
    height: HALF_PX,
    xName: 'rounds',
    formatY: formatRatioTick,
    view: analysisView,
    empty: 'no interim analysis is known',
    lineCount: 4,
    band: [1, 2],
    drawUnder: (plot, palette, benchmark) => {
      drawMinimumEffect(plot, palette, benchmark);
      drawIntervals(plot, palette, benchmark);
    },
  });
}

function formatRatioTick(ratio: number, span: number): string {
  return ratio.toFixed(span < 0.25 ? 3 : 2);
}

function isPaired(round: RoundSoFar): boolean {
  return round.base !== null;
}

function ratioView(rounds: readonly RoundSoFar[], minimumEffect: number): RoundView {
  const lines: RoundLine[] = [
    {
      name: 'speedup p50',
      column: 'speedup_p50',
      colour: 'head',
      value: (row) => roundSpeedup(rounds[row] as RoundSoFar),
      format: (ratio) => `${formatSpeedup(ratio)} (${formatChange(ratio)})`,
    },
    {
      name: 'speedup p95',
      column: 'speedup_p95',
      colour: 'soft',
      dashed: true,
      value: (row) => {
        const { base, head } = rounds[row] as RoundSoFar;
        return base === null || head.p95Ns === 0 ? null : base.p95Ns / head.p95Ns;
      },
      format: (ratio) => formatSpeedup(ratio),
    },
  ];
  const ratios = rounds.flatMap((round) => roundSpeedup(round) ?? []);
  return {
    x: rounds.map(({ round }) => round + 1),
    lines,
    y: aroundOne(ratios, minimumEffect),
    label: 'Speedup ratio of each round: above 1 is faster',
    note: 'base / head: above 1 is faster · dots p50, line p95',
  };
}

function timeView(rounds: readonly RoundSoFar[]): RoundView {
  const line = (name: 'p50' | 'p95'): RoundLine => ({
    name,
    column: `${name}_ns`,
    colour: name === 'p50' ? 'head' : 'soft',
    value: (row) => rounds[row]?.head[name === 'p50' ? 'p50Ns' : 'p95Ns'] ?? null,
    format: formatTime,
  });
  const view = roundView(rounds, [line('p50'), line('p95')], {
    label: 'p50 and p95 of each round',
    fromZero: false,
  });
  return { ...view, formatY: formatTimeTick, note: 'p50 and p95' };
}

/** Returns the interim analyses and, where the last round had none, the verdict's interval as one more. */
function analysesToVerdict({ analyses, decision, rounds }: BenchmarkModel): readonly InterimAnalysis[] {
  const last = analyses.at(-1);
  const roundCount = rounds.length;
  if (decision?.speedup.p50 == null || (last !== undefined && last.rounds >= roundCount)) return analyses;
  return [...analyses, { look: (last?.look ?? 0) + 1, rounds: roundCount, speedup: decision.speedup }];
}

function analysisView(benchmark: BenchmarkModel): RoundView | null {
  const { minimumEffect, decision } = benchmark;
  const analyses = analysesToVerdict(benchmark);
  if (analyses.length === 0) return null;
  const at = (row: number): Estimate | null => analyses[row]?.speedup.p50 ?? null;
  const bound = (key: 'lower' | 'upper'): RoundLine => ({
    name: key,
    column: `speedup_p50_${key}`,
    colour: 'headSoft',
    dashed: true,
    value: (row) => at(row)?.[key] ?? null,
    format: formatSpeedup,
  });
  const lines: RoundLine[] = [
    {
      name: 'speedup p95',
      column: 'speedup_p95',
      colour: 'soft',
      value: (row) => analyses[row]?.speedup.p95?.point ?? null,
      format: formatSpeedup,
    },
    bound('upper'),
    bound('lower'),
    {
      name: 'speedup p50',
      column: 'speedup_p50',
      colour: 'head',
      value: (row) => at(row)?.point ?? null,
      format: (ratio) => `${formatSpeedup(ratio)} (${formatChange(ratio)})`,
    },
  ];
  const bounds = analyses.flatMap(({ speedup: { p50 } }) => (p50 === null ? [] : [p50.lower, p50.upper]));
  const confidence = at(analyses.length - 1)?.confidence;
  return {
    x: analyses.map(({ rounds }) => rounds),
    lines,
    y: aroundOne(bounds, minimumEffect),
    label: `Interval of the speedup after each interim analysis${decision === null ? '' : `; verdict ${decision.verdict}`}`,
    note: confidence === undefined ? '' : `p50 with its ${significant(confidence * 100, 2)} % interval`,
  };
}

/** Returns an axis that shows the ratios, 1, and the minimum effect on both sides. */
function aroundOne(ratios: readonly number[], minimumEffect: number): AxisRange {
  const low = Math.min(...ratios, 1 / (1 + minimumEffect));
  const high = Math.max(...ratios, 1 + minimumEffect);
  const margin = (high - low) * 0.12;
  return [Math.max(0, low - margin), high + margin];
}

function drawMinimumEffect(plot: uPlot, palette: Palette, { minimumEffect }: BenchmarkModel): void {
  const { ctx, bbox } = plot;
  const top = plot.valToPos(1 + minimumEffect, 'y', true);
  const bottom = plot.valToPos(1 / (1 + minimumEffect), 'y', true);
  ctx.fillStyle = palette.band;
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  const one = Math.round(plot.valToPos(1, 'y', true)) + 0.5;
  ctx.strokeStyle = palette.strong;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, one);
  ctx.lineTo(bbox.left + bbox.width, one);
  ctx.stroke();
  // In a thin band the words would cover the lines.
  if (bottom - top < 16 * devicePixelRatio) return;
  ctx.fillStyle = palette.soft;
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.fillText('minimum effect', bbox.left + 4 * devicePixelRatio, top + 11 * devicePixelRatio);
}

function drawIntervals(plot: uPlot, palette: Palette, benchmark: BenchmarkModel): void {
  const { ctx } = plot;
  const cap = 5 * devicePixelRatio;
  ctx.strokeStyle = palette.head;
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const { rounds, speedup } of analysesToVerdict(benchmark)) {
    if (speedup.p50 === null) continue;
    const x = plot.valToPos(rounds, 'x', true);
    const [y0, y1] = [
      plot.valToPos(speedup.p50.lower, 'y', true),
      plot.valToPos(speedup.p50.upper, 'y', true),
    ];
    ctx.beginPath();
    ctx.moveTo(x, y0);
    ctx.lineTo(x, y1);
    for (const y of [y0, y1]) {
      ctx.moveTo(x - cap, y);
      ctx.lineTo(x + cap, y);
    }
    ctx.stroke();
  }
}
