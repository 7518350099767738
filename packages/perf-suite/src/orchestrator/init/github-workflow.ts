import type { PackageManager } from '../base/detect-package-manager.js';
import type { Project } from './project.js';

interface Commands {
  readonly install: string;
  readonly build: string;
  /** Runs a program of the project's dependencies. */
  readonly exec: string;
}

/** Returns the commands of a package manager; without a lockfile it cannot be made to keep to one. */
export function commandsOf({ name, lockfile }: PackageManager): Commands {
  const fixed = lockfile !== null;
  switch (name) {
    case 'pnpm':
      return {
        install: fixed ? 'pnpm install --frozen-lockfile' : 'pnpm install',
        build: 'pnpm run build',
        exec: 'pnpm exec',
      };
    case 'yarn':
      return {
        install: fixed ? 'yarn install --frozen-lockfile' : 'yarn install',
        build: 'yarn run build',
        exec: 'yarn',
      };
    case 'yarn-berry':
      return {
        install: fixed ? 'yarn install --immutable' : 'yarn install',
        build: 'yarn run build',
        exec: 'yarn',
      };
    case 'bun':
      return {
        install: fixed ? 'bun install --frozen-lockfile' : 'bun install',
        build: 'bun run build',
        exec: 'bunx',
      };
    default:
      return { install: fixed ? 'npm ci' : 'npm install', build: 'npm run build', exec: 'npx' };
  }
}

const RUN_FILE_NAME = 'pull-request.run.json';

/**
 * Returns a GitHub workflow that measures a pull request against where it left the branch that it would go to.
 * What people choose (a branch's name) reaches the shell as a variable only, never as part of a command.
 */
export function workflowText(project: Project): string {
  const branch = project.defaultBranch;
  return `# Measures each pull request against the commit of ${branch} that it is merged with, both in the same processes,
# and fails when something got slower.
name: perf
on:
  pull_request:
    branches: [${yamlText(branch)}]
permissions:
  contents: read
# A new commit makes the run of the one before superfluous.
concurrency:
  group: perf-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  perf:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v7
        with:
          # What the pull request is compared with must be there, not only the newest commit.
          fetch-depth: 0
          # The code of the pull request runs below, and needs no token.
          persist-credentials: false
${checkoutOptions(project)}${setupSteps(project)}${measuringSteps(project)}
      - uses: actions/upload-artifact@v7
        # Also when something got slower: the run file is the evidence.
        if: always()
        with:
          name: perf-run
          path: ${yamlText(withFolder(project.folder, '.perf/runs'))}
          include-hidden-files: true
  # Writes the verdicts into one comment. None of the pull request's code runs beside its token. For a pull request from
  # a fork it may not write, and says so: the verdicts are in the summary of the job above.
  comment:
    needs: perf
    if: \${{ !cancelled() }}
    continue-on-error: true
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      pull-requests: write
    steps:
      - uses: actions/download-artifact@v8
        with:
          name: perf-run
      - run: npx --yes @perf-suite/perf-guard comment ${RUN_FILE_NAME}
        env:
          GITHUB_TOKEN: \${{ github.token }}
`;
}

/** Returns the steps that measure this project, as they stand in a job of a workflow. */
export function measuringSteps({ packageManager, installFolder, hasBuildScript, folder }: Project): string {
  const { install, build, exec } = commandsOf(packageManager);
  return `      - run: ${install}${inFolder(installFolder)}
${hasBuildScript ? `      - run: ${build}${inFolder(folder)}\n` : ''}      - run: ${exec} perf-suite run --against "origin/$BASE_BRANCH" --out .perf/runs/${RUN_FILE_NAME}${inFolder(folder)}
        env:
          BASE_BRANCH: \${{ github.base_ref }}`;
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

/** Plain where YAML reads it as itself, else quoted: a branch may be named \`on\` or hold a \`#\`. */
function yamlText(text: string): string {
  const isPlain = /^[A-Za-z.][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
