/** Two ways to end a run early: after the current slice, and now. */
export interface StopSignals {
  readonly afterSlice: AbortSignal;
  readonly now: AbortSignal;
  /** Resolves when the user asks (again) from here on. */
  nextRequest(): Promise<void>;
  /** Ends the run now, without a signal. */
  stopNow(): void;
  /** Stops listening. */
  close(): void;
}

/** Ctrl-C; what CI systems send before they kill; a terminal that was closed, or its connection lost. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof STOP_SIGNALS)[number];

/** What `process` offers of signals, so that a test can send its own. */
export interface SignalSource {
  on(name: StopSignal, listener: () => void): unknown;
  off(name: StopSignal, listener: () => void): unknown;
}

/** Listens for signals: the first asks to stop after the current slice, the second to stop now. */
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
  for (const name of STOP_SIGNALS) source.on(name, listener);
  return {
    afterSlice: afterSlice.signal,
    now: now.signal,
    stopNow() {
      afterSlice.abort();
      now.abort();
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    close() {
      for (const name of STOP_SIGNALS) source.off(name, listener);
    },
  };
}
