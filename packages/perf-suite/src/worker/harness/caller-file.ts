import { fileURLToPath } from 'node:url';

/** The folder of this package's own code. */
const OWN_FOLDER = fileURLToPath(new URL('../..', import.meta.url));
/** Deep enough to leave this package, and helpers of the file's own count as theirs. */
const FRAMES = 30;

/** Returns the absolute path of the file whose code called this package; null where that cannot be told. */
export function callerFile(): string | null {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  const { stack } = new Error('where');
  Error.stackTraceLimit = stackTraceLimit;
  for (const line of String(stack).split('\n')) {
    const path = pathIn(line);
    if (path !== null && !path.startsWith(OWN_FOLDER)) return path;
  }
  return null;
}

function pathIn(line: string): string | null {
  const place = /^\s+at (?:.*\()?((?:file:\/\/)?\/[^)]*?)(?:\?[^):]*)?:\d+:\d+\)?$/.exec(line)?.[1];
  if (place === undefined) return null;
  return place.startsWith('file:') ? fileURLToPath(place) : place;
}
