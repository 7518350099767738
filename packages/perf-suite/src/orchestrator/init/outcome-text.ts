import { listed } from '@perf-suite/command-line';
import { counted } from '@perf-suite/command-line/terminal';
import { measuringSteps } from './github-workflow.js';
import { GITLAB_JOBS_FILE } from './gitlab-pipeline.js';
import type { FileOutcome, InitOutcome } from './init-project.js';
import { commandsOf } from './manager-commands.js';
import type { Project } from './project.js';

const ADD_COMMANDS = {
  npm: 'npm install --save-dev perf-suite',
  pnpm: 'pnpm add --save-dev perf-suite',
  yarn: 'yarn add --dev perf-suite',
  'yarn-berry': 'yarn add --dev perf-suite',
  bun: 'bun add --dev perf-suite',
} as const;

/** Returns what was done, or with a dry run what would be, and what to do next, as lines for a person. */
export function outcomeText(outcome: InitOutcome, { isDryRun }: { readonly isDryRun: boolean }): string {
  const { project, files } = outcome;
  const did = [...foundLines(project), ...files.map((file) => fileLine(file, isDryRun))];
  if (!isDryRun) return [...did, '', ...nextLines(outcome)].join('\n');
  const contents = files.flatMap(({ path, content }) =>
    content === null ? [] : ['', `--- ${path}`, content.trimEnd()],
  );
  return [...did, ...contents, '', 'Nothing was written (--dry-run).', ''].join('\n');
}

function nextLines(outcome: InitOutcome): string[] {
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
    ...(example === null ? [] : [exampleStep(project, example)]),
    ...commands.map(([command, does]) => `${command.padEnd(widest)}  ${does}`),
    lastStep(outcome),
    ...historyStep(outcome),
  ];
  return ['Next:', ...steps.map((step, i) => `  ${i + 1}. ${step}`), ''];
}

function exampleStep({ ownFunction }: Project, example: string): string {
  return ownFunction === null
    ? `Replace the example in ${example} by what your users wait for.`
    : `Give ${ownFunction.name} an input like those of your users, in ${example}.`;
}

/** A pull request is measured only where there can be one, and where its workflow runs here. */
function lastStep({ project, otherWorkflow }: InitOutcome): string {
  if (!project.isInGit)
    return 'Put the project under git (git init): perf-suite run --against then compares with an earlier commit.';
  if (otherWorkflow === null && project.host === 'gitlab') return lastStepForGitlab(project);
  if (otherWorkflow === null)
    return `Commit, and open a pull request: it is measured against ${project.defaultBranch}.`;
  const where = project.folder === '' ? 'here' : `in ${project.folder}`;
  if (project.host === 'gitlab')
    return `${otherWorkflow} was there already, and does not measure what is ${where}. Copy its job perf under another name, and change the folder in it.`;
  const steps = measuringSteps(project).split('\n');
  return [
    `${otherWorkflow} was there already, and does not measure what is ${where}. Add these steps to its job:`,
    ...steps,
  ].join('\n');
}

/** Who reads this should not be surprised by a branch that CI makes. */
function historyStep({ project, history, otherWorkflow }: InitOutcome): string[] {
  if (!history || !project.isInGit || otherWorkflow !== null) return [];
  const token = project.host === 'gitlab' ? ' (with the token in PERF_HISTORY_TOKEN)' : '';
  return [
    `CI keeps each run of ${project.defaultBranch} on the branch perf-history${token}; init --no-history leaves that out. After some runs: npx @perf-suite/perf-analyze changes --store git`,
  ];
}

function lastStepForGitlab({ gitlabPipeline, defaultBranch }: Project): string {
  const open = `Commit, and open a merge request: it is measured against ${defaultBranch}. For a comment, give the token in GITLAB_TOKEN.`;
  if (gitlabPipeline === null || gitlabPipeline.includes(GITLAB_JOBS_FILE)) return open;
  return [`Add this to .gitlab-ci.yml:`, 'include:', `  - local: ${GITLAB_JOBS_FILE}`, `  ${open}`].join(
    '\n     ',
  );
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
  written: ['wrote', 'would write'],
  replaced: ['replaced', 'would replace'],
  'added-to': ['added to', 'would add to'],
  kept: ['kept', 'would keep'],
  'not-needed': ['skipped', 'would skip'],
} as const;

function fileLine({ path, done, reason }: FileOutcome, isDryRun: boolean): string {
  const [did, would] = DONE[done];
  const verb = isDryRun ? would.padEnd(13) : did.padEnd(8);
  return `  ${verb} ${path}${reason === null ? '' : `  (${reason})`}`;
}
