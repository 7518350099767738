/** 97.5 % points of Student's t with 1, 2, ... 30 degrees of freedom (scipy.stats.t.ppf); above, the normal's is near. */
const POINTS = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Returns the 97.5 % point for these degrees of freedom, those of the next smaller whole number. */
export function student975(freedom: number): number {
  return POINTS[Math.min(POINTS.length, Math.max(1, Math.floor(freedom))) - 1] as number;
}
