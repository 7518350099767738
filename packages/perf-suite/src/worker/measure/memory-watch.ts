import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { BenchmarkMemory } from '@perf-suite/schema';
import { max } from '../../wire/own-built-ins.js';
import { peakResidentBytes } from '../process-usage.js';
import { nowMs } from './clock.js';

const { cpuUsage, memoryUsage } = process;
const { rss } = memoryUsage;

export interface MemoryWatch {
  /** Looks at how much memory the process has now; to be called between slices, since it takes some microseconds. */
  look(): void;
  /** Notes time in which the process was at rest, while another one measured. */
  rested(ms: number): void;
  stop(): BenchmarkMemory;
}

/** Watches what the process uses from now until `stop`. The observer costs the measured code nothing measurable. */
export function watchMemory(): MemoryWatch {
  let gcCount = 0;
  let gcMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      gcCount += 1;
      gcMs += entry.duration;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const heapUsedBeforeBytes = getHeapStatistics().used_heap_size;
  const highestBeforeBytes = peakResidentBytes();
  let seenBytes = rss();
  let restedMs = 0;
  const startCpu = cpuUsage();
  const startMs = nowMs();
  return {
    look() {
      seenBytes = max(seenBytes, rss());
    },
    rested(ms) {
      restedMs += ms;
    },
    stop() {
      const measuredMs = nowMs() - startMs - restedMs;
      const { user, system } = cpuUsage(startCpu);
      for (const entry of observer.takeRecords()) {
        gcCount += 1;
        gcMs += entry.duration;
      }
      observer.disconnect();
      const heapUsedAfterBytes = getHeapStatistics().used_heap_size;
      const highestAfterBytes = peakResidentBytes();
      // The system knows only the peak of the whole process: it is this benchmark's where it rose meanwhile.
      const rssPeakBytes = highestAfterBytes > highestBeforeBytes ? highestAfterBytes : max(seenBytes, rss());
      const cpuMs = (user + system) / 1_000;
      return { gcCount, gcMs, heapUsedBeforeBytes, heapUsedAfterBytes, measuredMs, cpuMs, rssPeakBytes };
    },
  };
}
