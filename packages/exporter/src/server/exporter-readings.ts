import { readdirSync } from 'node:fs';
import { EXPORTER_METRICS } from '../catalogue/exporter-metrics.js';
import type { ExpositionFormat } from '../exposition/store-registry.js';
import { MetricStore } from '../store/metric-store.js';
import { VERSION } from '../tool.js';
import { EventLoopLag } from './event-loop-lag.js';
import { REFUSAL_REASONS, type RefusalReason } from './request-guard.js';

/** What the live stream did since it started. */
export interface StreamStatistics {
  readonly watcherCount: number;
  readonly slowWatcherCount: number;
  readonly historyBytes: number;
  /** Samples that watchers were notified they would not get one by one; never decreases. */
  readonly droppedSampleCount: number;
  readonly gapCount: number;
}

export interface ExporterReadingsOptions {
  readonly results: MetricStore;
  readonly readStream: (() => StreamStatistics) | null;
}

/** The exporter's metrics about itself, in a store of their own since they change with every scrape. */
export class ExporterReadings {
  readonly store = new MetricStore({ seriesCap: 1_000 });
  readonly #options: ExporterReadingsOptions;
  readonly #loopLag = new EventLoopLag();

  constructor(options: ExporterReadingsOptions) {
    this.#options = options;
    this.store.set(EXPORTER_METRICS.buildInfo, { version: VERSION, node: process.versions.node }, 1);
    this.store.set(EXPORTER_METRICS.startTime, {}, Math.round(Date.now() / 1_000 - process.uptime()));
    this.store.add(EXPORTER_METRICS.scrapes, { format: 'text' }, 0);
    this.store.add(EXPORTER_METRICS.scrapes, { format: 'openmetrics' }, 0);
    for (const reason of REFUSAL_REASONS) this.store.add(EXPORTER_METRICS.requestsRefused, { reason }, 0);
  }

  /** Brings the values up to date, right before a scrape. */
  collect(renderingCount: number): void {
    const { results, readStream } = this.#options;
    const openFiles = openFileCount();
    if (openFiles !== null) this.store.set(EXPORTER_METRICS.openFiles, {}, openFiles);
    this.store.set(EXPORTER_METRICS.series, {}, results.seriesCount + this.store.seriesCount);
    this.store.set(EXPORTER_METRICS.droppedSeries, {}, results.droppedCount);
    this.store.setTotal(EXPORTER_METRICS.renderings, {}, renderingCount);
    const { user, system } = process.cpuUsage();
    this.store.setTotal(EXPORTER_METRICS.cpu, {}, (user + system) / 1e6);
    this.store.set(EXPORTER_METRICS.residentMemory, {}, process.memoryUsage.rss());
    this.store.set(EXPORTER_METRICS.eventLoopLag, {}, this.#loopLag.readLongest());
    if (readStream !== null) this.#collectStream(readStream());
  }

  countRefused(reason: RefusalReason): void {
    this.store.add(EXPORTER_METRICS.requestsRefused, { reason }, 1);
  }

  countScrape(format: ExpositionFormat, durationMs: number): void {
    this.store.add(EXPORTER_METRICS.scrapes, { format }, 1);
    this.store.set(EXPORTER_METRICS.scrapeDuration, {}, durationMs / 1_000);
  }

  stop(): void {
    this.#loopLag.stop();
  }

  #collectStream(stream: StreamStatistics): void {
    this.store.set(EXPORTER_METRICS.streamWatchers, {}, stream.watcherCount);
    this.store.set(EXPORTER_METRICS.streamSlowWatchers, {}, stream.slowWatcherCount);
    this.store.set(EXPORTER_METRICS.streamHistory, {}, stream.historyBytes);
    this.store.setTotal(EXPORTER_METRICS.streamSamplesDropped, {}, stream.droppedSampleCount);
    this.store.setTotal(EXPORTER_METRICS.streamGaps, {}, stream.gapCount);
  }
}

/** Returns how many file descriptors the process has open; null where the system does not say. */
function openFileCount(): number | null {
  try {
    // One of them is open only to read the others. From the kernel's memory: some microseconds.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return null;
  }
}
