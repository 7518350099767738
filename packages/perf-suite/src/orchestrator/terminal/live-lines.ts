import { printable } from '@perf-suite/command-line';
import { formatSpan, type TerminalStyle } from '@perf-suite/command-line/terminal';

/** Returns the links of a run that can be watched. */
export function liveLines(
  live: {
    readonly pageUrl: string;
    readonly streamUrl: string;
    readonly metricsUrl: string;
    readonly metricsToken: string | null;
    readonly dashboardUrl: string | null;
    readonly warnings: readonly string[];
  },
  { colors }: TerminalStyle,
): string[] {
  const links = [
    ['page', live.pageUrl],
    ['stream', live.streamUrl],
    ['metrics', live.metricsUrl],
    ...(live.dashboardUrl === null ? [] : [['grafana', live.dashboardUrl] as const]),
  ] as const;
  return [
    '',
    ...links.map(([name, url]) => `  ${colors.dim(name.padEnd(8))} ${colors.cyan(url)}`),
    ...(live.metricsToken === null
      ? []
      : [`  ${colors.dim('/metrics requires the header')} Authorization: Bearer ${live.metricsToken}`]),
    ...live.warnings.map((warning) => `  ${colors.yellow(warning)}`),
  ];
}

/** Returns the address of the dashboard "Live run" in a Grafana, showing one run. */
export function liveDashboardUrl(grafana: string, run: string): string {
  return `${grafana.replace(/\/+$/, '')}/d/perf-live?from=now-15m&to=now&refresh=1s&var-run=${encodeURIComponent(run)}`;
}

/** Returns the line that says why Prometheus does not see a run that announces itself. */
export function announceProblem(error: unknown): string {
  return printable(`--announce: ${error instanceof Error ? error.message : String(error)}; trying again`);
}

/** Returns the line that says why a command with `--live-keep` does not end yet. */
export function keepingLine(keepMs: number, { colors }: TerminalStyle): string {
  return `  ${colors.dim(`still serving for ${formatSpan(keepMs)}; Ctrl-C ends it`)}`;
}
