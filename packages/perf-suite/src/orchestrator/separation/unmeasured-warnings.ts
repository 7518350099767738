import { listed } from '@perf-suite/command-line';
import type { Warning } from '@perf-suite/schema';
import type { BenchmarkReach } from './find-measured-changes.js';

/** Returns what to say about a benchmark that does not measure the change; null where there is nothing to say. */
export function unmeasuredWarning(
  { reach, places }: BenchmarkReach,
  { isChangeMeasured }: { readonly isChangeMeasured: boolean },
): Warning | null {
  const where = listed([...new Set(places)]);
  switch (reach) {
    case 'measured':
    case 'same-code':
      return null;
    case 'once':
      return {
        code: 'runs-once',
        message: `what head changes runs in the first calls only, or not in each one (${where}): later calls, which are measured, reuse its result or pass it by`,
        hint: 'Give each call an input of its own, or empty the cache in beforeEach.',
      };
    case 'before':
      return {
        code: 'change-not-run',
        message: `what head changes (${where}) runs while the file loads or is set up, and not in the measured calls: these ran the same code in base and head`,
        hint: 'Move that work into the benchmark where its time matters.',
      };
    case 'skipped':
      return {
        code: 'change-not-run',
        message: `it skips what head changes (${where}): the measured calls ran the same code in base and head`,
        hint: 'Look for what skips it, such as an environment variable, a flag or the input.',
      };
    case 'unused':
      return {
        code: 'change-not-run',
        message: `it skips the code for a value that head changes (${where}): the measured calls ran the same code as often in base and head`,
        hint: 'Look for what skips it, such as a flag, or a result that is a function or an iterator and has to be used.',
      };
    case 'not-reached':
      return isChangeMeasured
        ? null
        : {
            code: 'change-not-run',
            message: `no benchmark of this run reaches what head changes (${where}): the measured calls ran the same code in base and head`,
            hint: 'Add a benchmark that reaches it.',
          };
  }
}

export function afterReturnWarning({ afterReturn }: BenchmarkReach): Warning | null {
  if (afterReturn.length === 0) return null;
  return {
    code: 'works-after-return',
    message: `work that head changes (${listed([...new Set(afterReturn)])}) goes on after the call has returned, so that its time is not measured`,
    hint: 'Return a promise that settles when all work is done.',
  };
}
