/**
 * Returns the n (n + 1) / 2 averages of all pairs of values, each value paired with itself too, sorted.
 * Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, section 3.2.
 */
export function walshAverages(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const averages = new Float64Array((n * (n + 1)) / 2);
  let next = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) averages[next++] = ((values[i] as number) + (values[j] as number)) / 2;
  }
  return averages.sort();
}
