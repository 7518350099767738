/** What the message of a failed import says about an A/B run. All are Node's or the platform's own words. */

/** A second copy in one process was refused: by a native addon, or by a registry that takes a name once. */
const REFUSES_SECOND_COPY =
  /did not self-register|already (?:been )?(?:registered|defined|loaded|declared)|has already been used with this registry|Cannot redefine property|setUncaughtExceptionCaptureCallback\(\) was called while/i;

/** What head's benchmark asks for is not there. */
const MISSES_IMPORT =
  /does not provide an export named|^Cannot find (?:module|package)|is not defined by "exports"|Named export .* not found/i;

/** Returns why the variants need a process each, when that is what kept the second one from loading; else null. */
export function isolationReasonOf(message: string): string | null {
  return REFUSES_SECOND_COPY.test(message) ? `a second copy cannot be loaded: ${firstLine(message)}` : null;
}

/** Returns what base lacks, when that is what kept head's benchmark file from loading there; else null. */
export function missesInBase(message: string): string | null {
  return MISSES_IMPORT.test(message) ? `base cannot load it: ${firstLine(message)}` : null;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
