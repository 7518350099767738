const UNITS = [
  { ns: 1e9, name: 's' },
  { ns: 1e6, name: 'ms' },
  { ns: 1e3, name: 'µs' },
  { ns: 1, name: 'ns' },
] as const;

/** Returns nanoseconds in the unit that suits them, to three digits: `1.50 ms`, `15.0 µs`, `0.26 ns`. */
export function formatNs(ns: number, { ascii = false }: { readonly ascii?: boolean } = {}): string {
  const unit = UNITS.find((candidate) => ns >= candidate.ns * 0.9995) ?? UNITS[3];
  const name = ascii && unit.name === 'µs' ? 'us' : unit.name;
  return `${threeDigits(ns / unit.ns)} ${name}`;
}

/** Returns milliseconds as a person says them: `0.4 s`, `12 s`, `2 min 05 s`, `1 h 04 min`. */
export function formatSpan(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** Returns a ratio as a percentage: 0.031 is `3.1 %`. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  return `${Math.abs(percent) < 9.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** Returns a count with thousands set apart: `4,512`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Returns `1 round`, `2 rounds`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
