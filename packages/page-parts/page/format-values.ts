/** How values read on the page. Spaces between number and unit do not break. */

const NBSP = '\u00a0';
const MINUS = '\u2212';
export const NO_VALUE = '–';

const TIME_UNITS = [
  { unit: 's', ns: 1e9 },
  { unit: 'ms', ns: 1e6 },
  { unit: 'µs', ns: 1e3 },
  { unit: 'ns', ns: 1 },
] as const;

/** A unit to print times in: its name and how many nanoseconds it is. */
export interface TimeUnit {
  readonly unit: string;
  readonly ns: number;
}

/** Returns the largest unit in which the time is at least 1 (ns at the smallest). */
export function timeUnitFor(ns: number): TimeUnit {
  return TIME_UNITS.find((candidate) => Math.abs(ns) >= candidate.ns) ?? TIME_UNITS[3];
}

/** Returns a time with four significant digits: `15.01 µs`. */
export function formatTime(ns: number | null | undefined): string {
  if (ns === null || ns === undefined || Number.isNaN(ns)) return NO_VALUE;
  // Rounded first: 999.96 ns is 1.000 µs, not 1000.0 ns.
  const unit = timeUnitFor(Number(ns.toPrecision(4)));
  return `${significant(ns / unit.ns, 4)}${NBSP}${unit.unit}`;
}

/** Returns a time with all its digits, for hovering: `15,012.37 ns`. */
export function formatExactTime(ns: number): string {
  return `${ns.toLocaleString('en', { maximumFractionDigits: ns < 100 ? 4 : 2 })}${NBSP}ns`;
}

/** Returns a tick on an axis of times, with as many digits as tell neighbours apart. */
export function formatTimeTick(ns: number, spanNs: number): string {
  const { unit, ns: unitNs } = timeUnitFor(ns);
  const digits = Math.max(0, Math.ceil(-Math.log10(spanNs / unitNs / 4)));
  return ns === 0
    ? '0'
    : `${digits > 6 ? significant(ns / unitNs, 6) : (ns / unitNs).toFixed(digits)} ${unit}`;
}

/** Returns a share in per cent: 0.0312 is `3.1 %`. */
export function formatShare(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || Number.isNaN(ratio)) return NO_VALUE;
  return `${percent(ratio)}${NBSP}%`;
}

/** Returns a speedup ratio as a factor: `0.948×`. */
export function formatSpeedup(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || Number.isNaN(ratio)) return NO_VALUE;
  return `${ratio.toFixed(ratio >= 10 ? 1 : 3)}×`;
}

/** Returns how sure an interval is: `99 %`. */
export function formatConfidence(confidence: number): string {
  return `${Number((confidence * 100).toFixed(2))} %`;
}

/** Returns what a speedup means for the time taken: 0.95 is `5.3 % slower`. */
export function formatChange(speedupRatio: number): string {
  const change = 1 / speedupRatio - 1;
  const amount = `${percent(Math.abs(change))}${NBSP}%`;
  if (Math.abs(change) < 0.0005) return `0.0${NBSP}%`;
  return `${amount} ${change > 0 ? 'slower' : 'faster'}`;
}

/** Returns a number of bytes: `1.5 MiB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return NO_VALUE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace('-', MINUS)}${NBSP}${units[unit]}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** Returns a stretch of time for people: `8 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds}${NBSP}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${NBSP}min ${two(seconds % 60)}${NBSP}s`;
  return `${Math.floor(seconds / 3600)}${NBSP}h ${two(Math.floor((seconds % 3600) / 60))}${NBSP}min`;
}

/** Returns a number with so many significant digits, never in exponent form. */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  const whole = Math.floor(Math.log10(Math.abs(rounded))) + 1;
  return rounded.toFixed(Math.max(0, Math.min(20, digits - whole)));
}

function percent(ratio: number): string {
  const value = ratio * 100;
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
