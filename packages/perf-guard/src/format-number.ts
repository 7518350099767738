/** Returns a ratio as percent with one decimal, two below 1 %: 0.053 is `5.3 %`, 0.0012 is `0.12 %`. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${value.toFixed(Math.abs(value) < 0.995 && value !== 0 ? 2 : 1)} %`;
}

/** Returns a ratio as percent with its sign: `+5.3 %`, `-4.8 %`. */
export function signedPercent(ratio: number): string {
  return ratio > 0 ? `+${percent(ratio)}` : percent(ratio);
}

/** Returns a whole-number percent without trailing zeros: 0.025 is `2.5 %`, 0.05 is `5 %`. */
export function plainPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(6))} %`;
}

const TIME_UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'us'],
  [1, 'ns'],
] as const;

/** Returns a time with three digits and a unit that suits: `1.23 us`, `456 ns`, `0.26 ns`. */
export function time(ns: number): string {
  const [size, unit] = TIME_UNITS.find(([size]) => ns >= size) ?? [1, 'ns'];
  const value = ns / size;
  return `${value >= 1000 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}

/** Returns a p-value with two digits: `0.0039`, or `< 0.0001`. */
export function pValueText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : `= ${Number(p.toPrecision(2))}`;
}

/** Returns a count with its noun, in the plural where it is not 1. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
