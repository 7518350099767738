import { resolve } from 'node:path';
import { parseRatio } from '@perf-suite/command-line';
import {
  ACCEPTED_FILE,
  type AcceptedEntry,
  closestWord,
  EXIT_CODES,
  type ExitCode,
  isBlank,
  LONGEST_REASON,
  PerfError,
} from '@perf-suite/schema';
import { readAcceptedFile, readRunFile, writeAcceptedFile } from '@perf-suite/schema/node';
import { trailerFor } from '../accepted.js';
import type { CommandIo } from './io.js';

/** The flags of `accept`, as typed. */
export interface AcceptFlags {
  readonly until?: string;
  readonly reason?: string;
  readonly upTo?: string;
  readonly run?: string;
  readonly cwd?: string;
}

/**
 * Writes into the project's file that a benchmark may be slower for a time.
 * @throws {PerfError} `bad-usage` for what is missing or makes no sense, `bad-file`, `not-writable`
 */
export async function accept(benchmark: string, flags: AcceptFlags, io: CommandIo): Promise<ExitCode> {
  const folder = resolve(io.cwd, flags.cwd ?? '.');
  const entry = entryOf(benchmark, flags, io.now());
  if (flags.run !== undefined) await expectBenchmark(benchmark, resolve(io.cwd, flags.run));
  const others = (await readAcceptedFile(folder)).filter((one) => one.benchmark !== benchmark);
  await writeAcceptedFile(folder, [...others, entry]);
  io.out(`${ACCEPTED_FILE}: ${benchmark} may be slower until ${entry.until}: ${entry.reason}\n`);
  io.err('Commit the file: it counts for runs of code that has it.\n');
  return EXIT_CODES.done;
}

function entryOf(benchmark: string, { until, reason, upTo }: AcceptFlags, now: Date): AcceptedEntry {
  if (reason === undefined || isBlank(reason))
    throw new PerfError('bad-usage', 'accept: expected --reason with it, found none', {
      hint: `Reviewers want to know: --reason 'checks the checksum now'. For one branch alone, a commit's message may say it: ${trailerFor(benchmark, 'the reason')}`,
    });
  if (reason.trim().length > LONGEST_REASON)
    throw new PerfError(
      'bad-usage',
      `--reason: expected at most ${LONGEST_REASON} characters, found ${reason.trim().length}`,
    );
  const today = now.toISOString().slice(0, 10);
  if (until === undefined)
    throw new PerfError('bad-usage', 'accept: expected --until with it, found none', {
      hint: 'Name the last day on which it counts, such as --until 2026-12-31: by then base has it, or it is mended.',
    });
  if (!isDay(until))
    throw new PerfError(
      'bad-usage',
      `--until: expected a day such as 2026-12-31, found ${JSON.stringify(until)}`,
    );
  if (until < today)
    throw new PerfError('bad-usage', `--until: expected a day that is not over, found ${until}`);
  return {
    benchmark,
    reason: reason.trim(),
    until,
    ...(upTo !== undefined && { upTo: parseRatio(upTo, '--up-to') }),
  };
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** What is mistyped would accept nothing, and be found out only by the next run. */
async function expectBenchmark(benchmark: string, runFile: string): Promise<void> {
  const ids = (await readRunFile(runFile)).benchmarks.map(({ id }) => id);
  if (ids.includes(benchmark)) return;
  const meant = closestWord(benchmark, ids);
  throw new PerfError(
    'bad-usage',
    `accept: expected a benchmark of ${runFile}, found ${JSON.stringify(benchmark)}`,
    {
      hint: meant === null ? `It has ${ids.slice(0, 3).join(', ')}.` : `Did you mean ${meant}?`,
    },
  );
}
