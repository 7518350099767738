/** What was told already in this process. */
const told = new Set<string>();

/**
 * Writes a warning of Node (`MetricsWarning`), and nothing when it is called again: a mistake in a handler is made at
 * each request.
 * @param message names kinds of values, never values of requests, so that there are few different ones
 */
export function warnOnce(message: string): void {
  if (told.has(message)) return;
  told.add(message);
  process.emitWarning(message, { type: 'MetricsWarning' });
}
