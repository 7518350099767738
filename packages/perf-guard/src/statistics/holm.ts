/**
 * Returns the p-values adjusted for being several (Holm's step-down), in the order given: rejecting
 * where an adjusted value is at most alpha keeps the chance of any false finding at most alpha.
 * Source: Holm (1979); R's `p.adjust(method = "holm")`.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues[index] as number) * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
