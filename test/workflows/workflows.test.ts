import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** The major versions of the actions that the workflows may use: all of them run on a Node that GitHub still has. */
const MAJORS: Readonly<Record<string, string>> = {
  'actions/checkout': 'v7',
  'actions/setup-node': 'v7',
  'actions/upload-artifact': 'v7',
  'actions/upload-pages-artifact': 'v5',
  'actions/deploy-pages': 'v5',
  'changesets/action/select-mode': 'v2',
  'changesets/action/version': 'v2',
  'changesets/action/pack': 'v2',
  'changesets/action/publish': 'v2',
};

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = new URL('../../.github/workflows/', import.meta.url);

describe.each(readdirSync(folder))('the workflow %s', (file) => {
  const workflow = parse(readFileSync(fileURLToPath(new URL(file, folder)), 'utf8')) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('uses only known actions, in their current major versions', () => {
    for (const { uses } of steps) {
      if (uses === undefined || uses.startsWith('./')) continue;
      const [action = '', version] = uses.split('@');
      expect({ action, version }).toEqual({ action, version: MAJORS[action] });
    }
  });

  it('gives each job only the rights that it names, and an end', () => {
    expect(workflow.permissions).toBeDefined();
    expect(Object.values(workflow.permissions ?? {})).not.toContain('write');
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it('keeps no token in a checkout, and puts nothing of an event into a command', () => {
    for (const { uses, run, with: inputs } of steps) {
      if (uses?.startsWith('actions/checkout@')) expect(inputs?.['persist-credentials']).toBe(false);
      expect(run ?? '').not.toContain('${{');
    }
  });
});

it('the job of the release that may publish runs no script of a package and builds nothing', () => {
  const release = parse(readFileSync(new URL('release.yml', folder), 'utf8')) as Workflow;
  const publishing = Object.entries(release.jobs).filter(([, job]) => job.permissions?.['id-token']);
  expect(publishing.map(([name]) => name)).toEqual(['publish']);
  const commands = publishing.flatMap(([, job]) => job.steps.flatMap(({ run }) => run ?? []));
  expect(commands).toEqual([
    'npm install --global pnpm@10',
    'pnpm install --frozen-lockfile --ignore-scripts',
  ]);
});
