import { ServiceMetrics } from '@perf-suite/instrument';

/** The metrics of the service: those that every service has, under their plain names too. */
export function createMetrics() {
  const metrics = new ServiceMetrics({ plainNames: true });
  metrics.observeOutbound();
  return metrics;
}

/** What this service is there for: asked at each scrape, or counted where it happens. */
export function businessMetrics(metrics, catalogue) {
  metrics.gauge(
    { name: 'works_total', help: 'Works that are followed, by kind.', labels: ['kind'] },
    async () =>
      (await catalogue.countWorks()).map(({ kind, count }) => ({ labels: { kind }, value: Number(count) })),
  );
  metrics.gauge({ name: 'releases_pending', help: 'Releases that nobody was told of yet.' }, () =>
    catalogue.countPending(),
  );
  metrics.gauge({ name: 'knowledge_total', help: 'Facts that are known about works.' }, () =>
    catalogue.countKnowledge(),
  );
  const calendarSyncs = metrics.counter({
    name: 'calendar_sync_total',
    help: 'Synchronisations of the calendar, by outcome: `success` or `failure`.',
    labels: ['outcome'],
  });
  const calendarEvents = metrics.counter({
    name: 'calendar_events_created',
    help: 'Events that were written into the calendar.',
  });
  // Counters that are there from the start have a beginning, which `rate` and alerts need.
  for (const outcome of ['success', 'failure']) calendarSyncs.add({ outcome }, 0);
  calendarEvents.add({}, 0);
  return { calendarSyncs, calendarEvents };
}
