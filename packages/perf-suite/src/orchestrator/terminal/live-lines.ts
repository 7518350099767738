import { formatSpan, type TerminalStyle } from '@perf-suite/command-line/terminal';

/** Returns the links of a run that can be watched. */
export function liveLines(
  live: {
    readonly pageUrl: string;
    readonly streamUrl: string;
    readonly metricsUrl: string;
    readonly metricsToken: string | null;
    readonly warnings: readonly string[];
  },
  { colors }: TerminalStyle,
): string[] {
  const links = [
    ['page', live.pageUrl],
    ['stream', live.streamUrl],
    ['metrics', live.metricsUrl],
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

/** Returns the line that says why a command with `--live-keep` does not end yet. */
export function keepingLine(keepMs: number, { colors }: TerminalStyle): string {
  return `  ${colors.dim(`still serving for ${formatSpan(keepMs)}; Ctrl-C ends it`)}`;
}
