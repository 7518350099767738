import { TOOL } from '../tool.js';
import type { CiOptions } from './ci-options.js';
import { commandsOf, installAlone } from './manager-commands.js';
import type { Project } from './project.js';
import { yamlText } from './yaml-text.js';

/** The action of this repository, as of the release that writes the workflow. */
const ACTION = `perf-suite/perf-suite@v${TOOL.version}`;

/**
 * Returns a GitHub workflow that measures each pull request against the commit that it is merged with, and the branch
 * itself against the commit before.
 */
export function githubWorkflow(project: Project, { history }: CiOptions): string {
  const branch = project.defaultBranch;
  return `# Measures each pull request against the commit of ${branch} that it is merged with, and each commit of ${branch} against
# the one before, both in the same processes. Fails when something got slower.
name: perf
on:
  pull_request:
    branches: [${yamlText(branch)}]
  push:
    branches: [${yamlText(branch)}]
permissions:
  contents: read
# A new commit makes the run of a pull request's last one superfluous; each commit of ${branch} is measured.
concurrency:
  group: perf-\${{ github.event_name == 'pull_request' && github.ref || github.sha }}
  cancel-in-progress: true
jobs:
  perf:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v7
        with:
          # The code of the pull request runs below, and needs no token.
          persist-credentials: false
${checkoutOptions(project)}${setupSteps(project)}${measuringSteps(project)}
  # Writes the verdicts into one comment. None of the pull request's code runs beside its token. For a pull request from
  # a fork it may not write, and says so: the verdicts are in the summary of the job above.
  comment:
    needs: perf
    if: \${{ !cancelled() && github.event_name == 'pull_request' }}
    continue-on-error: true
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      pull-requests: write
    steps:
      # A job that could not measure left none: a comment on an earlier commit then says so.
      - uses: actions/download-artifact@v8
        continue-on-error: true
        with:
          name: perf-run
          # A folder of its own: npx would follow an .npmrc of the artifact, beside the token.
          path: perf-run
      - run: npx --yes @perf-suite/perf-guard comment perf-run/perf.run.json
        env:
          GITHUB_TOKEN: \${{ github.token }}
${history ? historyJob(branch) : ''}`;
}

function historyJob(branch: string): string {
  return `
  # Keeps each run of ${branch} on the branch perf-history, which holds nothing else: npx @perf-suite/perf-analyze changes
  # --store git then says when something got slower. Nothing of the project runs beside its token.
  history:
    needs: perf
    if: \${{ !cancelled() && github.event_name == 'push' }}
    continue-on-error: true
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: write
    steps:
      # The history is pushed with the token that the checkout keeps.
      - uses: actions/checkout@v7
      # A job that could not measure left none.
      - uses: actions/download-artifact@v8
        id: runs
        continue-on-error: true
        with:
          name: perf-run
          path: perf-run
      - run: npx --yes @perf-suite/history add perf-run/ --store git
        if: \${{ steps.runs.outcome == 'success' }}
`;
}

/** Returns the steps that measure this project, as they stand in a job of a workflow. */
export function measuringSteps(project: Project): string {
  const { packageManager, installFolder, benchmarkPackages, hasBuildScript, folder } = project;
  const { install, build } = commandsOf(packageManager);
  const runs = [
    `${install}${inFolder(installFolder)}`,
    ...(hasBuildScript ? [`${build}${inFolder(folder)}`] : []),
    ...benchmarkPackages.map(
      (one) => `${installAlone(one.packageManager)}${inFolder(withFolder(folder, one.folder))}`,
    ),
  ];
  return `${runs.map((run) => `      - run: ${run}\n`).join('')}      - uses: ${ACTION}
        with:
${folder === '' ? '' : `          working-directory: ${yamlText(folder)}\n`}          # The job below comments.
          comment: never`;
}

/** Tells whether a workflow measures this project, and not another one of the repository. */
export function measuresProject(workflow: string, { folder }: Project): boolean {
  return workflow.includes('perf-suite') && workflow.includes(folder);
}

/** Base gets the submodules and files of Git LFS that head has. */
function checkoutOptions({ hasSubmodules, usesLfs }: Project): string {
  return `${hasSubmodules ? '          submodules: recursive\n' : ''}${usesLfs ? '          lfs: true\n' : ''}`;
}

function setupSteps(project: Project): string {
  const { name, lockfile, version } = project.packageManager;
  const steps: string[] = [];
  if (name === 'bun') steps.push('      - uses: oven-sh/setup-bun@v2\n');
  if (name === 'pnpm') {
    // Where package.json names a version, the action takes it from there and refuses a second one.
    const pinned = project.declaresPackageManager
      ? ''
      : `        with:\n          version: ${version ?? 10}\n`;
    steps.push(`      - uses: pnpm/action-setup@v6\n${pinned}`);
  }
  if (name === 'yarn-berry') steps.push('      - run: corepack enable\n');
  const node =
    project.nodeVersionFile === null ? 'node-version: 22' : `node-version-file: ${project.nodeVersionFile}`;
  const cacheName = name === 'yarn-berry' ? 'yarn' : name;
  const cache =
    lockfile === null || name === 'bun'
      ? ''
      : `          cache: ${cacheName}\n          cache-dependency-path: ${yamlText(withFolder(project.installFolder, lockfile))}\n`;
  steps.push(`      - uses: actions/setup-node@v7\n        with:\n          ${node}\n${cache}`);
  return steps.join('');
}

function inFolder(folder: string): string {
  return folder === '' ? '' : `\n        working-directory: ${yamlText(folder)}`;
}

function withFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
