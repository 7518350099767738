const UNITS = [
  { ns: 1e9, name: 's' },
  { ns: 1e6, name: 'ms' },
  { ns: 1e3, name: 'µs' },
  { ns: 1, name: 'ns' },
] as const;

/** Returns nanoseconds in the unit that suits them, to three digits: `15.0 µs`. */
export function timeText(ns: number, { unicode }: { readonly unicode: boolean }): string {
  const unit = UNITS.find((candidate) => ns >= candidate.ns * 0.9995) ?? UNITS[3];
  const name = !unicode && unit.name === 'µs' ? 'us' : unit.name;
  const value = ns / unit.ns;
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${name}`;
}

/** Returns `12 s`, `2 min 05 s` or `1 h 04 min`. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Returns what a speedup ratio means for the time taken: 0.95 is `5.3 % slower`. */
export function changeText(speedupRatio: number): string {
  const change = 1 / speedupRatio - 1;
  const percent = Math.abs(change * 100).toFixed(1);
  if (percent === '0.0') return 'no change';
  return `${percent} % ${change > 0 ? 'slower' : 'faster'}`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
