/** Two ways to end a run early: after the current slice, and now. */
export interface StopSignals {
  readonly afterSlice: AbortSignal;
  readonly now: AbortSignal;
  /** Resolves when the user asks (again) from here on. */
  nextRequest(): Promise<void>;
  /** Stops listening. */
  close(): void;
}

/** What `process` offers of signals, so that a test can send its own. */
export interface SignalSource {
  on(name: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(name: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/**
 * Listens for Ctrl-C (and SIGTERM, which CI systems send before they kill): the first time asks to
 * stop after the current slice, the second time to stop now.
 */
export function listenForStop(source: SignalSource, onFirst: () => void): StopSignals {
  const afterSlice = new AbortController();
  const now = new AbortController();
  const waiting: (() => void)[] = [];
  const listener = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
    if (afterSlice.signal.aborted) {
      now.abort();
      return;
    }
    afterSlice.abort();
    onFirst();
  };
  source.on('SIGINT', listener);
  source.on('SIGTERM', listener);
  return {
    afterSlice: afterSlice.signal,
    now: now.signal,
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    close() {
      source.off('SIGINT', listener);
      source.off('SIGTERM', listener);
    },
  };
}
