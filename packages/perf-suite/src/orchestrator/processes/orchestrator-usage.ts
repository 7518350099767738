import type { EventLog } from '../results/event-log.js';

/** Reports what this process itself uses, so that anyone can see that watching costs nothing. */
export class OrchestratorUsage {
  readonly #events: EventLog;
  #cpuMs: number;
  #atMs: number;

  constructor(events: EventLog) {
    this.#events = events;
    this.#cpuMs = cpuMs();
    this.#atMs = events.elapsedMs();
  }

  /** Emits memory now, and CPU since the last time. */
  emit(phase: 'start' | 'peak' | 'end'): void {
    const [now, atMs] = [cpuMs(), this.#events.elapsedMs()];
    const spanMs = atMs - this.#atMs;
    const { rss, heapUsed } = process.memoryUsage();
    this.#events.emit({
      type: 'resources',
      process: 'orchestrator',
      phase,
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      cpuRatio: spanMs > 0 ? (now - this.#cpuMs) / spanMs : 0,
      core: null,
    });
    [this.#cpuMs, this.#atMs] = [now, atMs];
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
