import { formatNs } from '@perf-suite/command-line/terminal';
import type { Explanation } from '@perf-suite/schema';
import type { Cause, Causes } from './find-causes.js';
import { type FunctionPlace, placeOf } from './pair-functions.js';
import { mean } from './sides.js';

/**
 * Returns plain sentences: what takes longer and how sure that is, or why that cannot be told and what head changes.
 * @param named what takes longer, or where that is not shown, what head changes
 */
export function summaryOf(
  { totalNs, growthNs }: Causes,
  named: readonly Cause[],
  deoptimisations: Explanation['deoptimisations'],
  { isShown }: { readonly isShown: boolean },
): string {
  const count = growthNs.length;
  const all = `${formatNs(totalNs.base)} -> ${formatNs(totalNs.head)} a call`;
  const [first] = named;
  const also = deoptimisations
    .slice(0, 2)
    .map(
      ({ reason, ...place }) =>
        `V8 gives up its optimised code of ${placeText(place)} in head only: ${reason}.`,
    );
  if (!isShown) {
    return [
      `Profiles do not show the slowdown (${all}, in ${timesText(count)}), so they cannot tell why.`,
      ...named.map(suspectText),
      ...also,
    ].join(' ');
  }
  if (first === undefined) {
    return [`Profiles show the slowdown (${all}), but in no function by more than by chance.`, ...also].join(
      ' ',
    );
  }
  return [causeText(first, count), ...also].join(' ');
}

function changeText({ pair, isInChangedFile }: Cause): string {
  if (pair.change === 'changed') return ', which head changes,';
  if (pair.change === 'new') return ', which is new in head,';
  return pair.change === 'unchanged' && isInChangedFile ? ', in a file that head changes,' : '';
}

function suspectText(cause: Cause): string {
  return `${placeText(placeOf(cause.pair))}${changeText(cause)} takes ${formatNs(cause.ns.head)} of each call.`;
}

function causeText(cause: Cause, count: number): string {
  const { pair, ns, growthNs, garbageNs, bytes } = cause;
  const place = placeText(placeOf(pair));
  const changed = changeText(cause);
  const growth = mean(growthNs);
  const garbage = garbageNs.head;
  const memory =
    bytes !== null && bytes.head > bytes.base ? `${bytesText(bytes.base)} -> ${bytesText(bytes.head)}` : null;
  if (garbage > growth && memory !== null) {
    return `${place}${changed} allocates more in each call (${memory}), which costs about ${formatNs(garbage)} of garbage collection.`;
  }
  const mostly = cause.mostlyIn === null ? '' : `, mostly in ${placeText(placeOf(cause.mostlyIn))}`;
  const more = growthNs.filter((ns) => ns > 0).length;
  const sure =
    count === 1
      ? 'seen in 1 profile of each side'
      : `${formatNs(Math.min(...growthNs))} to ${formatNs(Math.max(...growthNs))} in ${more < count ? `${more} of ` : ''}${timesText(count)}`;
  const takes =
    pair.change === 'new' || ns.base < 0.01 * ns.head
      ? `takes ${formatNs(ns.head)} of each call`
      : `takes ${formatNs(growth)} more of each call: ${formatNs(ns.base)} -> ${formatNs(ns.head)}`;
  const also =
    garbage > 0.1 * growth && memory !== null
      ? ` What it allocates (${memory}) costs about ${formatNs(garbage)} of garbage collection more.`
      : '';
  return `${place}${changed} ${takes}${mostly} (${sure}).${also}`;
}

function timesText(count: number): string {
  return count === 1 ? '1 profile of each side' : `${count} profiles of each side`;
}

function placeText({ name, file, line }: FunctionPlace): string {
  return file === null ? name : `${name} (${file}${line === null ? '' : `:${line}`})`;
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
