import { listed } from '@perf-suite/command-line';
import { counted } from '@perf-suite/command-line/terminal';
import type { FileOutcome, InitOutcome } from './init-project.js';
import { commandsOf, measuringSteps } from './workflow-text.js';

const ADD_COMMANDS = {
  npm: 'npm install --save-dev perf-suite',
  pnpm: 'pnpm add --save-dev perf-suite',
  yarn: 'yarn add --dev perf-suite',
  'yarn-berry': 'yarn add --dev perf-suite',
  bun: 'bun add --dev perf-suite',
} as const;

/** Returns what was done and what to do next, as lines for a person. */
export function outcomeText(outcome: InitOutcome): string {
  const { project, files } = outcome;
  const { exec } = commandsOf(project.packageManager);
  const benchmark = files.find(({ path }) => path.startsWith('bench/'));
  const example = benchmark !== undefined && benchmark.done !== 'not-needed' ? benchmark.path : null;
  const add = ADD_COMMANDS[project.packageManager.name];
  const commands = [
    ...(project.dependsOnPerfSuite ? [] : [[add, 'so that CI has it too']]),
    [`${exec} perf-suite run`, `measures ${example ?? 'your benchmarks'}`],
    [`${exec} perf-suite doctor`, 'reports the smallest change that this machine can detect'],
  ] as const;
  const widest = Math.max(...commands.map(([command]) => command.length));
  const steps = [
    ...commands.map(([command, does]) => `${command.padEnd(widest)}  ${does}`),
    ...(example === null ? [] : [`Replace the example in ${example} by what your users wait for.`]),
    lastStep(outcome),
  ];
  return [
    ...foundLines(project),
    ...files.map(fileLine),
    '',
    'Next:',
    ...steps.map((step, i) => `  ${i + 1}. ${step}`),
    '',
  ].join('\n');
}

/** A pull request is measured only where there can be one, and where its workflow runs here. */
function lastStep({ project, otherWorkflow }: InitOutcome): string {
  if (!project.isInGit)
    return 'Put the project under git (git init): perf-suite run --against then compares with an earlier commit.';
  if (otherWorkflow === null)
    return `Commit, and open a pull request: it is measured against ${project.defaultBranch}.`;
  const where = project.folder === '' ? 'here' : `in ${project.folder}`;
  const steps = measuringSteps(project).split('\n');
  return [
    `${otherWorkflow} was there already, and does not measure what is ${where}. Add these steps to its job:`,
    ...steps,
  ].join('\n');
}

/** Benchmarks that were there are measured as they are, whatever they are written with. */
function foundLines({ existingBenchmarks, harnesses }: InitOutcome['project']): string[] {
  const [first, ...others] = existingBenchmarks;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'more file')}`;
  const written = harnesses.length === 0 ? '' : ` (${listed(harnesses)})`;
  return [`  found    ${first}${more}${written}: measured as they are`];
}

const DONE = {
  written: 'wrote',
  replaced: 'replaced',
  'added-to': 'added to',
  kept: 'kept',
  'not-needed': 'skipped',
} as const;

function fileLine({ path, done, reason }: FileOutcome): string {
  return `  ${DONE[done].padEnd(8)} ${path}${reason === null ? '' : `  (${reason})`}`;
}
