import {
  formatBytes,
  formatTime,
  formatTimeTick,
  NO_VALUE,
  significant,
} from '@perf-suite/page-parts/format-values';
import type { SiteChange, SiteRatio } from '../../src/site/site-data.js';

const NBSP = '\u00a0';
const MINUS = '\u2212';
/** From ten times as long on, nobody reads percent. */
const LARGEST_PERCENT = 9;

/** Returns a value in its unit. */
export function formatValue(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_VALUE;
  if (unit === 'ns') return formatTime(value);
  if (unit === 'bytes' || unit === 'B') return formatBytes(value);
  const rounded = Number(value.toPrecision(4));
  return `${rounded.toLocaleString('en', { maximumFractionDigits: 12 })}${NBSP}${unit}`;
}

/** Returns a tick on an axis of values, with as many digits as tell neighbours apart. */
export function formatTick(value: number, unit: string, span: number): string {
  if (unit === 'ns') return formatTimeTick(value, span);
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10(span / 4))));
  if (Math.abs(value) >= 1e6 || digits > 6) return `${significant(value, 4)} ${unit}`;
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`;
}

/** Returns a change with its sign: `+5.1 %`; from ten times on `12.5×`. */
export function formatSigned(ratio: number): string {
  if (ratio > LARGEST_PERCENT) return `${Number((ratio + 1).toPrecision(3))}×`;
  const percent = Math.abs(ratio * 100);
  const digits = percent < 0.995 ? 2 : 1;
  const text = percent.toFixed(digits);
  if (Number(text) === 0) return `0.0${NBSP}%`;
  return `${ratio > 0 ? '+' : MINUS}${text}${NBSP}%`;
}

/** Returns how values changed, to be shown beside them: where higher is better, slower is fewer. */
export function changeOfValues(ratio: SiteRatio, better: 'lower' | 'higher'): SiteRatio {
  if (better === 'lower') return ratio;
  const [point, lower, upper] = ratio.map((value) => 1 / (1 + value) - 1) as [number, number, number];
  return [point, upper, lower];
}

/** Returns the bounds of a change: `+4.6 to +5.5 %`. */
export function formatBounds([, lower, upper]: SiteRatio): string {
  const [from, to] = [formatSigned(lower), formatSigned(upper)];
  return from.endsWith('%') && to.endsWith('%')
    ? `${from.replace(/\s?%$/, '')} to ${to}`
    : `${from} to ${to}`;
}

/** Returns whether a change is surely slower, surely faster, or neither: what colours it. */
export function toneOf(ratio: SiteRatio | null): 'regressed' | 'improved' | 'unchanged' {
  if (ratio === null) return 'unchanged';
  if (ratio[1] > 0) return 'regressed';
  return ratio[2] < 0 ? 'improved' : 'unchanged';
}

/** The same of a change point; those that nobody has to look at are calm. */
export function changeTone(change: SiteChange): 'regressed' | 'improved' | 'inconclusive' | 'unchanged' {
  if (change.state === 'fixed' || change.state === 'intended') return 'unchanged';
  if (change.kind !== 'step' && change.kind !== 'creep') return 'inconclusive';
  return change.ratio[0] > 0 ? 'regressed' : 'improved';
}

const GLYPHS: Readonly<Record<SiteChange['kind'], string>> = {
  step: '▼',
  creep: '⤵',
  noise: '≈',
  modes: '⇅',
  machine: '⚙',
};

export function changeGlyph({ kind, ratio }: SiteChange): string {
  if (ratio[0] < 0 && (kind === 'step' || kind === 'creep')) return kind === 'step' ? '▲' : '⤴';
  return GLYPHS[kind];
}

/** Returns a day as all time zones read it: `2026-10-14`. */
export function formatDay(timeMs: number | null): string {
  return timeMs === null || Number.isNaN(timeMs) ? NO_VALUE : new Date(timeMs).toISOString().slice(0, 10);
}

/** Returns a time to the minute, in UTC. */
export function formatMinute(timeMs: number): string {
  return Number.isNaN(timeMs)
    ? NO_VALUE
    : `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function shortCommit(commit: string | null): string {
  return commit === null ? 'unknown commit' : commit.slice(0, 10);
}

/** The parts of a benchmark's id: `<file>#<group> > <name>`; ids of other tools are a name alone. */
export interface NameParts {
  readonly file: string;
  readonly group: string;
  readonly name: string;
}

export function namePartsOf(benchmark: string): NameParts {
  const hash = benchmark.indexOf('#');
  const file = hash > 0 ? benchmark.slice(0, hash) : '';
  const path = (hash > 0 ? benchmark.slice(hash + 1) : benchmark).split(' > ');
  const group = path.slice(0, -1).map((part) => `${part} › `);
  return { file, group: group.join(''), name: path.at(-1) ?? '' };
}
