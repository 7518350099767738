/** The units in which a history keeps times and rates, whatever other tools call them. */
const SPEED_UNITS: readonly string[] = ['ns', 'ops/s'];

/** Returns whether values of a unit say how fast something is. */
export function isSpeed(unit: string): boolean {
  return SPEED_UNITS.includes(unit);
}
