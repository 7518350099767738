import { join, relative } from 'node:path';
import { closestWord, EXIT_CODES, type ExitCode, PerfError, type Report } from '@perf-suite/schema';
import { inputName, newestRunFile, readRunFile } from '@perf-suite/schema/node';
import { judgeRun } from '../judge-run.js';
import { explainPairs } from '../render/explain-pairs.js';
import { nameOf } from '../render/report-words.js';
import type { CommandIo } from './io.js';

/**
 * Prints how the verdict on one benchmark of an A/B run came about.
 * @param asked its id, its name with its groups, or a part of either that only one has
 * @param file the run; the newest of the folder where runs are kept, where it is left out
 * @throws {PerfError} `bad-file`, `not-found`; `no-match` for what names no benchmark, or several; `bad-usage` for a run of one variant
 */
export async function explain(asked: string, file: string | undefined, io: CommandIo): Promise<ExitCode> {
  const path = file ?? (await newestRun(io));
  const run = await readRunFile(path);
  if (run.mode === 'single')
    throw new PerfError('bad-usage', `explain: expected an A/B run, found ${path}, which measured one side`, {
      hint: 'What is judged against earlier runs is explained by: perf-guard check --verbose',
    });
  const report = judgeRun(run, {
    baselines: [],
    createdAt: io.now().toISOString(),
    runFile: inputName(path),
  });
  io.out(`${explainPairs(run, report, benchmarkMeant(asked, report)).join('\n')}\n`);
  return EXIT_CODES.done;
}

async function newestRun({ cwd, err }: CommandIo): Promise<string> {
  const folder = join('.perf', 'runs');
  const newest = await newestRunFile(join(cwd, folder));
  if (newest === null) {
    throw new PerfError('not-found', `explain: expected a run in ${folder}, found none`, {
      hint: 'Name a run file, or measure one: perf-suite run --against HEAD',
    });
  }
  err(`perf-guard: explains the newest run, ${relative(cwd, newest)}\n`);
  return newest;
}

function benchmarkMeant(asked: string, { comparisons }: Report): Report['comparisons'][number] {
  const exact = comparisons.filter((one) => one.id === asked || nameOf(one) === asked);
  const found = exact.length > 0 ? exact : comparisons.filter(({ id }) => id.includes(asked));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const ids = (only === undefined ? comparisons : found).map(({ id }) => id);
  const meant = closestWord(
    asked,
    comparisons.flatMap((one) => [one.id, nameOf(one)]),
  );
  throw new PerfError(
    'no-match',
    `explain: expected one benchmark, found ${found.length || 'none'} named ${JSON.stringify(asked)}`,
    {
      hint:
        only === undefined && meant !== null
          ? `Did you mean ${meant}?`
          : `There are ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', ...' : ''}`,
    },
  );
}
