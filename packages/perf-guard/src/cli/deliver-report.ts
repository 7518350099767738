import type { ResultFormat } from '@perf-suite/command-line';
import { gateNote, type Report } from '@perf-suite/schema';
import { writeFileAtomically, writeReportFile } from '@perf-suite/schema/node';
import type { CommandIo } from './io.js';

/** How a report is shown, as typed. */
export interface ReportFlags {
  readonly format: ResultFormat;
  /** The file that it is written to, instead of standard output. */
  readonly out?: string;
  /** False with `--no-ci-report`. */
  readonly ciReport?: boolean;
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

interface Delivery extends ReportFlags {
  /** Who said what fails, as `gateNote` takes it. */
  readonly failOnSource: string | undefined;
}

/** Prints or writes a report; in a job of GitHub Actions it shows it there, too. @throws {PerfError} `not-writable` */
export async function deliverReport(report: Report, flags: Delivery, io: CommandIo): Promise<void> {
  const { format, out, failOnSource } = flags;
  if (flags.ciReport !== false && io.environment.GITHUB_ACTIONS === 'true') {
    const { linesIn, renderMarkdown, reportToGithubJob, testCasesOf } = await import('../index.js');
    await reportToGithubJob(
      {
        cases: format === 'github' && out === undefined ? [] : testCasesOf(report, linesIn(io.cwd)),
        markdown: renderMarkdown(report, { failOnSource }),
        folder: io.cwd,
      },
      { variables: io.environment, write: io.err },
    );
  }
  if (out !== undefined && format === 'json') await writeReportFile(out, report);
  else if (out !== undefined)
    await writeFileAtomically(
      out,
      await rendered(report, flags, { ...io, outIsTerminal: false, outColumns: undefined }),
    );
  else io.out(await rendered(report, flags, io));
  if (out === undefined || flags.quiet) return;
  const { headline } = await import('../render/report-words.js');
  const note = gateNote(report, flags.failOnSource);
  io.err(`${headline(report)}; report written to ${out}\n${note === null ? '' : `${note}\n`}`);
}

async function rendered(report: Report, flags: Delivery, io: CommandIo): Promise<string> {
  switch (flags.format) {
    case 'json':
      return `${JSON.stringify(report)}\n`;
    case 'markdown':
      return (await import('../render/render-markdown.js')).renderMarkdown(report, flags);
    case 'text':
      return renderedText(report, flags, io);
    default: {
      const { folderInRepository, linesIn, renderForCi, testCasesOf } = await import('../index.js');
      const cases = testCasesOf(report, linesIn(io.cwd));
      return renderForCi(flags.format, cases, folderInRepository(io.cwd, io.environment));
    }
  }
}

async function renderedText(report: Report, flags: Delivery, io: CommandIo): Promise<string> {
  const { renderText } = await import('../render/render-text.js');
  const detail = flags.verbose ? 'verbose' : flags.quiet ? 'quiet' : 'normal';
  // What goes to a file or through a pipe is UTF-8.
  const { environment: variables, platform, outIsTerminal: isTerminal, outColumns: columns } = io;
  const { showsUnicode, wantsColor } = await import('@perf-suite/command-line/terminal');
  const color = wantsColor({ color: flags.color, variables, isTerminal });
  const ascii = isTerminal && !showsUnicode(variables, platform);
  return renderText(report, { color, ascii, detail, columns, failOnSource: flags.failOnSource });
}
