import { printable } from '@perf-suite/command-line';
import { counted, formatNs } from '@perf-suite/command-line/terminal';
import type { Explanation, SlowerFunction } from '@perf-suite/schema';

/** Returns all that is known of why a benchmark got slower, for a terminal. */
export function explanationLines(explanation: Explanation): string[] {
  const { summary, repetitions, ns, garbageNs, functions, deoptimisations, flameGraph, profiles } =
    explanation;
  return [
    'Why it got slower',
    `  ${printable(summary)}`,
    `  seen in ${counted(repetitions, 'profile')} of each side, taken after the last round: no verdict rests on them`,
    `  a call as it was profiled: ${timesText(ns)}; garbage collection: ${timesText(garbageNs)}`,
    ...(functions.length === 0 ? [] : ['  functions that take longer, with unchanged ones that they call:']),
    ...functions.map((one) => `    ${printable(functionText(one, repetitions))}`),
    ...(deoptimisations.length === 0 ? [] : ['  code that V8 compiled and gave up again, in head only:']),
    ...deoptimisations.map(
      (one) =>
        `    ${printable(`${placeText(one)}: ${one.reason}`)}, ${counted(one.count, 'time')}, ${one.afterWarmUp} after the warm-up`,
    ),
    ...(flameGraph === undefined ? [] : [`  flame graph, beside the run file: ${printable(flameGraph)}`]),
    ...(profiles === undefined
      ? []
      : [`  profiles, for a browser's developer tools: ${profiles.length} beside it`]),
  ];
}

function functionText(one: SlowerFunction, repetitions: number): string {
  const { ns, ownNs, growthNs, slowerCount, change, bytes, mostlyIn } = one;
  const sure =
    repetitions === 1
      ? ''
      : ` (${formatNs(growthNs.least)} to ${formatNs(growthNs.most)}, in ${slowerCount} of ${repetitions})`;
  const parts = [
    `${placeText(one)}: ${timesText(ns)}${sure}, ${change === 'new' || change === 'gone' ? `${change} in head` : change}`,
    ...(Math.abs(ownNs.head - ns.head) > 0.05 * ns.head ? [`in itself ${timesText(ownNs)}`] : []),
    ...(mostlyIn === undefined ? [] : [`mostly in ${placeText(mostlyIn)}`]),
    ...(bytes === undefined ? [] : [`allocates ${Math.round(bytes.base)} -> ${Math.round(bytes.head)} B`]),
  ];
  return parts.join('; ');
}

function timesText({ base, head }: { readonly base: number; readonly head: number }): string {
  return `${formatNs(base)} -> ${formatNs(head)}`;
}

function placeText({ name, file, line }: Pick<SlowerFunction, 'name' | 'file' | 'line'>): string {
  return file === null ? name : `${name} (${file}${line === null ? '' : `:${line}`})`;
}
