import { posix } from 'node:path';
import type { CiOptions } from './ci-options.js';
import { commandsOf, installAlone } from './manager-commands.js';
import type { Project } from './project.js';
import { yamlText } from './yaml-text.js';

/** Where the jobs are, below the repository's top. */
export const GITLAB_JOBS_FILE = '.gitlab/perf.yml';

/** Returns a pipeline that has no other jobs than these. */
export function gitlabPipeline(): string {
  return `include:\n  - local: ${GITLAB_JOBS_FILE}\n`;
}

/**
 * Returns GitLab's jobs that measure each merge request against where it left the branch that it would go to, and the
 * default branch against the commit before. What people choose (a branch's name) is a variable of the shell only.
 */
export function gitlabJobs(project: Project, { history }: CiOptions): string {
  const { packageManager, installFolder, benchmarkPackages, folder, hasBuildScript } = project;
  const { install, build, exec } = commandsOf(packageManager);
  const runs = posix.join(folder, '.perf/runs');
  const toPackage = posix.relative(`/${installFolder}`, `/${folder}`);
  const setup = [
    ...managerSteps(project),
    ...(installFolder === '' ? [] : [`cd ${yamlText(installFolder)}`]),
    install,
    ...(toPackage === '' ? [] : [`cd ${yamlText(toPackage)}`]),
    ...(hasBuildScript ? [build] : []),
    ...benchmarkPackages.map((one) => `(cd ${yamlText(one.folder)} && ${installAlone(one.packageManager)})`),
  ];
  return `# Measures each merge request against the commit that it was made from, and each commit of the default branch against
# the one before, both in the same processes. Fails when something got slower.
perf:
  image: node:22
  stage: test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  # A new commit makes the job of the one before superfluous.
  interruptible: true
  timeout: 30 minutes
  variables:
    # What the merge request is compared with must be there, not only the newest commits.
    GIT_DEPTH: 0
    # GitLab caches only what is in the project's folder.
    XDG_CACHE_HOME: $CI_PROJECT_DIR/${posix.join(folder, '.perf/cache')}
  cache:
    key: perf-base
    when: always
    paths:
      - ${yamlText(posix.join(folder, '.perf/cache/perf-suite/'))}
  script:
${setup.map((line) => `    - ${line}\n`).join('')}    - |
      case "\${CI_MERGE_REQUEST_EVENT_TYPE:-}" in
        # The commit of the target branch that GitLab merged with.
        merged_result | merge_train) base="origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" ;;
        detached) base="$CI_MERGE_REQUEST_DIFF_BASE_SHA" ;;
        *) base=HEAD~1 ;;
      esac
      status=0
      ${exec} perf-suite run --against "$base" --out .perf/runs/perf.run.json || status=$?
      if [ -f .perf/runs/perf.run.json ]; then
        guard="npx --yes @perf-suite/perf-guard"
        # Their exit codes are that of the run once more.
        $guard check .perf/runs/perf.run.json --format junit --out .perf/runs/junit.xml || true
        $guard check .perf/runs/perf.run.json --format gitlab --out .perf/runs/code-quality.json || true
        $guard export .perf/runs/perf.run.json --format openmetrics --out .perf/runs/metrics.txt
        if [ -n "\${PERF_PUSH_GATEWAY:-}" ] && [ -z "\${CI_MERGE_REQUEST_IID:-}" ]; then
          npx --yes @perf-suite/exporter push .perf/runs/perf.run.json --gateway "$PERF_PUSH_GATEWAY" --branch "$CI_COMMIT_BRANCH" || true
        fi
      elif [ "$status" = 0 ]; then
        # Head's config runs inside perf-suite, and could end it.
        echo "perf-suite ended with 0, but left no run file: nothing was measured" >&2
        status=4
      fi
      exit "$status"
  artifacts:
    when: always
    paths:
      - ${yamlText(`${runs}/`)}
    reports:
      junit: ${yamlText(`${runs}/junit.xml`)}
      codequality: ${yamlText(`${runs}/code-quality.json`)}
      metrics: ${yamlText(`${runs}/metrics.txt`)}

# Writes the verdicts into one comment, with a project access token (scope api) in the masked variable GITLAB_TOKEN.
perf-comment:
  image: node:22
  stage: test
  needs: [perf]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $GITLAB_TOKEN
      when: always
  allow_failure: true
  variables:
    GIT_STRATEGY: none
  script:
    # A fresh folder: npx would follow an .npmrc beside the artifact, and the token is in this job.
    - cd "$(mktemp -d)"
    - npx --yes @perf-suite/perf-guard comment "$CI_PROJECT_DIR"/${yamlText(`${runs}/perf.run.json`)}
${history ? historyJob(runs) : ''}`;
}

function historyJob(runs: string): string {
  return `
# Keeps each run of the default branch on the branch perf-history, which holds nothing else, with a project access token
# (scope write_repository) in the masked variable PERF_HISTORY_TOKEN. npx @perf-suite/perf-analyze changes --store git
# then says when something got slower.
perf-history:
  image: node:22
  stage: test
  needs: [perf]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $PERF_HISTORY_TOKEN
      when: always
  allow_failure: true
  variables:
    GIT_DEPTH: 1
  script:
    - git remote set-url origin "\${CI_PROJECT_URL%%://*}://perf-history:$PERF_HISTORY_TOKEN@\${CI_PROJECT_URL#*://}.git"
    - npx --yes @perf-suite/history add ${yamlText(`${runs}/`)} --store git
`;
}

/** The image has npm and Yarn 1. */
function managerSteps({ packageManager: { name, version }, declaresPackageManager }: Project): string[] {
  if (name === 'yarn-berry' || (name === 'pnpm' && declaresPackageManager)) return ['corepack enable'];
  if (name === 'pnpm') return [`npm install --global pnpm@${version ?? 10}`];
  return name === 'bun' ? ['npm install --global bun'] : [];
}
