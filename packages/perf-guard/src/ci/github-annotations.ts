import { posix } from 'node:path';
import { counted } from '@perf-suite/command-line/terminal';
import type { TestCase } from './test-case.js';

/** GitHub shows this many of each level in a step, and drops the others in silence. */
const SHOWN_OF_A_LEVEL = 10;

const LEVELS: Readonly<Record<Exclude<TestCase['outcome'], 'passed'>, string>> = {
  failure: 'error',
  warning: 'warning',
  open: 'notice',
};

/**
 * Returns the benchmarks that need eyes as annotations: commands that GitHub Actions reads in a step's output and
 * shows at the benchmark's file.
 * @param folder the measured folder, relative to the repository's: `packages/parser`; empty where it is that
 */
export function renderGithub(cases: readonly TestCase[], folder: string): string {
  return Object.entries(LEVELS)
    .flatMap(([outcome, level]) => {
      const own = cases.filter((one) => one.outcome === outcome);
      const room = own.length > SHOWN_OF_A_LEVEL ? SHOWN_OF_A_LEVEL - 1 : own.length;
      const more = own.length - room;
      return [
        ...own.slice(0, room).map((one) => annotation(one, level, folder)),
        ...(more === 0
          ? []
          : [`::${level} title=perf-suite::${counted(more, 'more benchmark')}: see the job's summary`]),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

function annotation({ file, line, title, state, message }: TestCase, level: string, folder: string): string {
  const place = { file: posix.join(folder, file), ...(line === null ? {} : { line: String(line) }) };
  const properties = { ...place, title: `${title}: ${state}` };
  const said = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level} ${said.join(',')}::${escapeData(message)}`;
}

/** As GitHub's runner reads them back: a name can neither end the command nor begin another. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
