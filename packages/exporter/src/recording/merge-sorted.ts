/** Returns the values of sorted lists as one: sorting rounds and merging them is cheaper than sorting all anew. */
export function mergeSorted(lists: readonly Float64Array[]): Float64Array {
  if (lists.length <= 1) return lists[0] ?? new Float64Array(0);
  const middle = lists.length >> 1;
  return mergeTwo(mergeSorted(lists.slice(0, middle)), mergeSorted(lists.slice(middle)));
}

function mergeTwo(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let k = 0; k < merged.length; k++) {
    const takeA = j >= b.length || (i < a.length && (a[i] as number) <= (b[j] as number));
    merged[k] = (takeA ? a[i++] : b[j++]) as number;
  }
  return merged;
}
