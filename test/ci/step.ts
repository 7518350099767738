import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../action/main.mjs', import.meta.url));

export interface StepResult {
  readonly exitCode: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: string;
}

export interface StepOptions {
  /** Where the runner keeps its own files. */
  readonly runner: string;
  readonly event?: object;
  readonly variables: Readonly<Record<string, string>>;
  /** Called with what it printed so far; true ends it as a cancelled job does. */
  readonly isCancelled?: (log: string) => boolean;
}

/** Runs one step of the action, with these variables and no others but the path. */
export async function runStep(
  step: 'prepare' | 'measure' | 'comment' | 'push',
  { runner, event = {}, variables, isCancelled = () => false }: StepOptions,
): Promise<StepResult> {
  const file = (name: string): string => join(runner, name);
  writeFileSync(file('event.json'), JSON.stringify(event));
  for (const name of ['summary.md', 'output']) writeFileSync(file(name), '');
  const child = spawn(process.execPath, [MAIN, step], {
    cwd: runner,
    env: {
      PATH: process.env.PATH,
      HOME: runner,
      GIT_CONFIG_NOSYSTEM: '1',
      GITHUB_EVENT_PATH: file('event.json'),
      GITHUB_OUTPUT: file('output'),
      GITHUB_REPOSITORY: 'owner/demo',
      GITHUB_STEP_SUMMARY: file('summary.md'),
      RUNNER_TEMP: runner,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (child.killed || !isCancelled(log)) return;
      child.kill('SIGINT');
    });
  }
  const exitCode = await new Promise<number | null>((done) => child.once('close', done));
  return {
    exitCode,
    log,
    summary: readFileSync(file('summary.md'), 'utf8'),
    outputs: readFileSync(file('output'), 'utf8'),
  };
}

/** Returns one of the values that a step gave to those after it. */
export function outputOf({ outputs, log }: StepResult, name: string): string {
  const [, , value] = new RegExp(`^${name}<<(\\S+)\\n([\\s\\S]*?)\\n\\1$`, 'm').exec(outputs) ?? [];
  if (value === undefined) throw new Error(`no output ${name}; the step said:\n${log}`);
  return value;
}
