import type { ServedHub } from '../server/start-live-stream.js';
import type { CommandIo } from './io.js';

/** Prints where the page and the stream are, for people on standard error, for programs on standard output. */
export function printAddresses(
  addresses: ServedHub['addresses'],
  flags: { readonly quiet?: boolean },
  io: CommandIo,
): void {
  io.out(`${addresses.url}\n`);
  if (flags.quiet !== true) io.err(`  page    ${addresses.pageUrl}\n`);
  if (addresses.warning !== null) io.err(`  warning: ${addresses.warning}\n`);
}
