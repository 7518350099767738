/** Returns the values at some places: a loop takes a fraction of what `Float64Array.from` takes. */
export function picked(values: Float64Array, places: ArrayLike<number>): Float64Array {
  const chosen = new Float64Array(places.length);
  for (let i = 0; i < chosen.length; i++) chosen[i] = values[places[i] as number] as number;
  return chosen;
}
