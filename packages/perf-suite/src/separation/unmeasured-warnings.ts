import type { Warning } from '@perf-suite/schema';
import type { BenchmarkReach } from './find-unmeasured.js';

/** Returns what to say about a benchmark that does not measure the change; null where there is nothing to say. */
export function unmeasuredWarning(
  { reach, places }: BenchmarkReach,
  { isChangeMeasured }: { readonly isChangeMeasured: boolean },
): Warning | null {
  const where = listed(places);
  switch (reach) {
    case 'measured':
    case 'same-code':
      return null;
    case 'once':
      return {
        code: 'runs-once',
        message: `what head changes runs in the first calls only (${where}): the calls that are measured find its result kept`,
        hint: 'Give each call an input of its own, or empty the cache in beforeEach.',
      };
    case 'before':
      return {
        code: 'change-not-run',
        message: `what head changes runs before the calls that are measured (${where}), while the file loads or is set up; the calls ran the same code in base and head`,
        hint: 'Move that work into the benchmark where its time matters.',
      };
    case 'skipped':
      return {
        code: 'change-not-run',
        message: `it passes by what head changes (${where}): the calls that are measured ran the same code in base and head`,
        hint: 'Look for what skips it, such as an environment variable, a flag or the input.',
      };
    case 'not-reached':
      return isChangeMeasured
        ? null
        : {
            code: 'change-not-run',
            message: `no benchmark of this run reaches what head changes (${where}): base and head ran the same code`,
            hint: 'Add a benchmark that reaches it.',
          };
  }
}

export function afterReturnWarning({ afterReturn }: BenchmarkReach): Warning | null {
  if (afterReturn.length === 0) return null;
  return {
    code: 'works-after-return',
    message: `work that head changes goes on after the call has returned (${listed(afterReturn)}): its time is not measured`,
    hint: 'Return a promise that settles when all work is done.',
  };
}

function listed(places: readonly string[]): string {
  const all = [...new Set(places)];
  return `${all.slice(0, 3).join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`;
}
