import { fileURLToPath } from 'node:url';

/** A place where V8 gave optimised code up, as its log says. */
export interface Deoptimisation {
  /** Absolute path of the script. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  readonly afterWarmUp: boolean;
}

/** What code goes through while it warms up, and on its way from one loop to the next. */
const USUAL = /^(?:Insufficient type feedback|prepare for on stack replacement|\(unknown\))/;

/**
 * Reads V8's log: `code-deopt,<us>,<size>,<address>,<inlining>,<offset>,<kind>,<place>,<reason>`, the same from Node
 * 20 to 26. Of an inlined function the place is its own, followed by where it was inlined.
 */
export function parseDeoptimisations(log: string, warmAfterUs: number): Deoptimisation[] {
  return log.split('\n').flatMap((line) => {
    if (!line.startsWith('code-deopt,')) return [];
    const [, us] = line.split(',', 2);
    const found = /,<(file:[^<>]+):(\d+):(\d+)>.*?,([^,<>]+)$/.exec(line);
    if (found === null) return [];
    const [, url = '', atLine, column, reason = ''] = found;
    if (USUAL.test(reason)) return [];
    const path = pathOf(url);
    if (path === null) return [];
    const afterWarmUp = Number(us) > warmAfterUs;
    return [{ path, line: Number(atLine), column: Number(column), reason, afterWarmUp }];
  });
}

function pathOf(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}
