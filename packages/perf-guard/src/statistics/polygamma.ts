/** Returns digamma(x) for x > 0, to about 1e-13. Source: recurrence and asymptotic series; `scipy.special.digamma`. */
export function digamma(x: number): number {
  let shifted = x;
  let sum = 0;
  for (; shifted < 10; shifted++) sum -= 1 / shifted;
  const r = 1 / (shifted * shifted);
  const series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132)))));
  return sum + Math.log(shifted) - 0.5 / shifted - series;
}

/** Returns trigamma(x) for x > 0, to about 1e-13. Source: as digamma; `scipy.special.polygamma(1, x)`. */
export function trigamma(x: number): number {
  let shifted = x;
  let sum = 0;
  for (; shifted < 10; shifted++) sum += 1 / (shifted * shifted);
  const r = 1 / (shifted * shifted);
  const series = r * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * (5 / 66)))));
  return sum + 1 / shifted + r / 2 + series / shifted;
}

/** Returns the x > 0 whose trigamma is y > 0. Source: Smyth (2004), appendix; by bisection. */
export function inverseTrigamma(y: number): number {
  if (y > 1e7) return 1 / Math.sqrt(y);
  if (y < 1e-6) return 1 / y;
  let low = 0;
  let high = 1;
  while (trigamma(high) > y) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (trigamma(middle) > y) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
