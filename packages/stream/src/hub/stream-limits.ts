/** Bounds of one stream; the defaults are the protocol's. */
export interface StreamLimits {
  /** Memory for messages kept for those who come back. */
  readonly historyBytes: number;
  readonly maxWatchers: number;
  readonly maxPayloadBytes: number;
  readonly maxFragments: number;
  readonly messagesPerSecond: number;
  readonly subscribeWithinMs: number;
  /** How long a request may take to be said. */
  readonly handshakeWithinMs: number;
  readonly heartbeatMs: number;
  /** A watcher whose answer is this late is slow. */
  readonly slowAfterMs: number;
  /** A watcher whose answer is this late is closed. */
  readonly closeAfterMs: number;
  /** How long a closing handshake, or the end of the run, may take. */
  readonly lingerMs: number;
  /** Samples leave this long after the ones before, and 1 ms later for each so many watchers. */
  readonly cadenceMs: number;
  readonly cadenceWatchersPerMs: number;
  readonly maxCadenceMs: number;
  /** Samples in one message. */
  readonly maxBatchSamples: number;
  /** More than this waiting to be sent makes a watcher slow. */
  readonly maxBufferedBytes: number;
  /** How much of the history is queued at once for a watcher who resumes. */
  readonly replayWindowBytes: number;
}

export const DEFAULT_LIMITS: StreamLimits = {
  historyBytes: 8 * 1024 * 1024,
  maxWatchers: 1_024,
  maxPayloadBytes: 16 * 1024,
  maxFragments: 64,
  messagesPerSecond: 20,
  subscribeWithinMs: 10_000,
  handshakeWithinMs: 5_000,
  heartbeatMs: 1_000,
  slowAfterMs: 1_000,
  closeAfterMs: 15_000,
  lingerMs: 2_000,
  cadenceMs: 50,
  cadenceWatchersPerMs: 100,
  maxCadenceMs: 250,
  maxBatchSamples: 10_000,
  maxBufferedBytes: 1024 * 1024,
  replayWindowBytes: 256 * 1024,
};

/** How often slow watchers are summed up and sessions looked at: 4 Hz. */
export const TICK_MS = 250;
