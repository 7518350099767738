import { join } from 'node:path';
import { parseDuration, Secrets } from '@perf-suite/command-line';
import { styleFor } from '@perf-suite/command-line/terminal';
import type { RunFlags } from '../commands/run-flags.js';
import type { RunSession } from '../commands/run-session.js';
import type { PreparedRun } from '../plan/prepare-run.js';
import { announceProblem, keepingLine, liveDashboardUrl, liveLines } from '../terminal/live-lines.js';
import { type LiveServices, startLiveServices } from './live-services.js';

/** What is to be known of a run that is served. */
type ServedRun = Pick<PreparedRun, 'declared' | 'perfFolder'> & {
  readonly settings: Pick<
    PreparedRun['settings'],
    'host' | 'port' | 'metricsPort' | 'publicUrl' | 'announce' | 'grafana'
  >;
  readonly header: { readonly id: string };
};

type ServingSession = Pick<RunSession, 'io' | 'display' | 'watchers'> & {
  readonly flags: Pick<RunFlags, 'liveKeep' | 'quiet' | 'color'>;
};

/**
 * Serves a run that is about to be measured, and shows its links.
 * @throws {PerfError} see `startLiveServices`
 */
export async function startLive(
  { settings, declared, header, perfFolder }: ServedRun,
  { flags, io, display, watchers }: ServingSession,
): Promise<LiveServices> {
  const { host, port, metricsPort, publicUrl, announce, grafana } = settings;
  const keepMs = keepMsOf(flags);
  const { token, exporterToken } = watchers;
  const live = await startLiveServices({
    ...{ host, port, metricsPort, publicUrl, keepMs, announce, declared },
    ...watchers,
    run: header.id,
    targetFolder: join(perfFolder, 'live'),
    onProblem: (error) => display.write(announceProblem(error)),
  });
  // A token that was given is known to whom it concerns, and logs are read by others.
  const given = new Secrets();
  given.add(token);
  given.add(exporterToken);
  const shown = { ...live, dashboardUrl: grafana === null ? null : liveDashboardUrl(grafana, header.id) };
  for (const line of liveLines(shown, styleFor(io.err, flags, io.variables)).map((text) =>
    given.hide(text),
  )) {
    // Nobody could guess the token in them.
    if (flags.quiet) io.err.write(`${line}\n`);
    else display.write(line);
  }
  return live;
}

/** Says why the command does not end yet, and serves for as long as was asked for. */
export async function keepServing(
  live: LiveServices | null,
  session: ServingSession & Pick<RunSession, 'stop' | 'phase'>,
): Promise<void> {
  const { flags, io, stop } = session;
  session.phase = 'serving';
  if (live === null) return;
  const keepMs = keepMsOf(flags);
  if (keepMs > 0 && !flags.quiet) {
    io.err.write(`${keepingLine(keepMs, styleFor(io.err, flags, io.variables))}\n`);
  }
  await Promise.race([live.finish(), stop.nextRequest()]);
  await live.leave();
}

function keepMsOf({ liveKeep }: ServingSession['flags']): number {
  return liveKeep === undefined ? 0 : parseDuration(liveKeep, '--live-keep', { mayBeZero: true });
}
