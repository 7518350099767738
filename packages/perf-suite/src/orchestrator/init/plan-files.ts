import { posix } from 'node:path';
import type { CiOptions } from './ci-options.js';
import { configText } from './config-text.js';
import { exampleBenchmark } from './example-benchmark.js';
import { githubWorkflow } from './github-workflow.js';
import { GITLAB_JOBS_FILE, gitlabJobs, gitlabPipeline } from './gitlab-pipeline.js';
import type { Project } from './project.js';

/** A file that `init` would write. */
export interface PlannedFile {
  /** Relative to the project, forward slashes; the workflow may lie above it. */
  readonly path: string;
  readonly content: string;
  /** What else already does this file's job; null when nothing does. */
  readonly replacedBy: string | null;
  /** Whether the file is one that is added to (.gitignore), not replaced. */
  readonly adds: boolean;
}

/** Returns the files that make a project ready, in the order a person should look at them. Touches nothing. */
export function planFiles(project: Project, options: CiOptions): PlannedFile[] {
  const config = project.usesTypeScript ? 'perf.config.ts' : 'perf.config.js';
  const [firstBenchmark] = project.existingBenchmarks.filter((file) => file !== benchmarkPath(project));
  return [
    {
      path: config,
      content: configText(project),
      replacedBy: project.existingConfig === config ? null : project.existingConfig,
      adds: false,
    },
    {
      path: benchmarkPath(project),
      content: exampleBenchmark(project, benchmarkPath(project)),
      replacedBy: firstBenchmark ?? null,
      adds: false,
    },
    ...ciFiles(project, options),
    ...gitignoreFile(project),
  ];
}

/** The user's own pipeline is never touched: what to add to it is said instead. */
function ciFiles(project: Project, options: CiOptions): PlannedFile[] {
  const upToTop = posix.relative(`/${project.folder}`, '/');
  const file = (path: string, content: string): PlannedFile => ({
    path: posix.join(upToTop, path),
    content,
    replacedBy: null,
    adds: false,
  });
  if (project.host === 'github')
    return [file('.github/workflows/perf.yml', githubWorkflow(project, options))];
  const pipeline = project.gitlabPipeline === null ? [file('.gitlab-ci.yml', gitlabPipeline())] : [];
  return [file(GITLAB_JOBS_FILE, gitlabJobs(project, options)), ...pipeline];
}

/** perf-suite is ESM: where a plain file would be CommonJS, the name says that this one is not. */
function benchmarkPath({ usesTypeScript, moduleFormat }: Project): string {
  const language = usesTypeScript ? 'ts' : 'js';
  return `bench/example.bench.${moduleFormat === 'esm' ? language : `m${language}`}`;
}

function gitignoreFile({ gitignore }: Project): PlannedFile[] {
  const lines = (gitignore ?? '').split(/\r?\n/);
  if (lines.some((line) => /^\/?\.perf(\/|\/\*{1,2})?$/.test(line.trim()))) return [];
  const before = gitignore === null || gitignore === '' || gitignore.endsWith('\n') ? '' : '\n';
  return [
    { path: '.gitignore', content: `${gitignore ?? ''}${before}.perf/\n`, replacedBy: null, adds: true },
  ];
}
