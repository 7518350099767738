import { eventsOfRun, type LiveEvent, type Report, type RunFile } from '@perf-suite/schema';

/** Returns the events of the run embedded in a report file, or null on the live page. */
export function savedEvents(page: Document): Iterable<LiveEvent> | null {
  const holder = page.querySelector('#run-data');
  if (holder === null) return null;
  // Written by renderReportHtml from parsed files, in the same release as this page.
  const { run, report } = JSON.parse(holder.textContent ?? '') as { run: RunFile; report: Report | null };
  return eventsOfRun(run, report);
}
