import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { DemoPull } from '@perf-suite/testing/demo-repository';

/** Checks a commit out as actions/checkout does by default: this commit alone, none of the history. */
export function checkOutAlone(folder: string, url: string, ref: string, commit: string): void {
  mkdirSync(folder, { recursive: true });
  gitIn(folder, 'init', '--quiet');
  gitIn(folder, 'remote', 'add', 'origin', url);
  gitIn(folder, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${commit}:refs/remotes/${ref}`);
  gitIn(folder, 'checkout', '--quiet', '--detach', `refs/remotes/${ref}`);
}

export function gitIn(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** What GitHub says of a pull request in the event's file. */
export function pullEvent({ number, branch, head }: DemoPull, fork: string | null = null): object {
  return {
    action: 'synchronize',
    number,
    pull_request: {
      number,
      title: '$(touch pwned) `touch pwned` "; touch pwned; ::error::pwned',
      head: { ref: branch, sha: head, repo: { full_name: fork ?? 'owner/demo' } },
      base: { ref: 'main' },
    },
  };
}

/** The variables of a job on a pull request. */
export function pullVariables({ number, branch, merge }: DemoPull): Record<string, string> {
  return {
    GITHUB_BASE_REF: 'main',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_HEAD_REF: branch,
    GITHUB_REF: `refs/pull/${number}/merge`,
    GITHUB_REF_NAME: `${number}/merge`,
    GITHUB_REPOSITORY: 'owner/demo',
    GITHUB_SHA: merge,
  };
}
