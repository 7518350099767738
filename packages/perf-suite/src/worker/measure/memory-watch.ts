import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { BenchmarkMemory } from '@perf-suite/schema';

/** Counts garbage collections from now until `stop`. The observer costs the measured code nothing measurable. */
export function watchMemory(): { stop(): BenchmarkMemory } {
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
  return {
    stop() {
      for (const entry of observer.takeRecords()) {
        gcCount += 1;
        gcMs += entry.duration;
      }
      observer.disconnect();
      const heapUsedAfterBytes = getHeapStatistics().used_heap_size;
      return { gcCount, gcMs, heapUsedBeforeBytes, heapUsedAfterBytes };
    },
  };
}
