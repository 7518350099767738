import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Scenario } from '@perf-suite/load';
import { BenchmarkFileError } from '../../api/suite/benchmark-file-error.js';
import type { SuiteService } from '../../api/suite/service-data.js';
import { ownWork } from '../../wire/modules/own-work.js';

/** What the thread is started with. */
export type ScenarioQuestion =
  | { readonly kind: 'here'; readonly document: unknown; readonly where: string }
  | { readonly kind: 'file'; readonly file: string };

/** What it says: the scenario, or what is wrong with it. */
export type ScenarioAnswer =
  | { readonly scenario: Scenario }
  | { readonly message: string; readonly hint: string | null };

/**
 * Returns what a service is asked. It is read in a thread: the parsers of scenarios and YAML are no code of the
 * benchmark file's, which may be watched here, and must not be loaded where functions are measured.
 * @param file absolute path of the benchmark file, which the scenario's is relative to
 * @throws {BenchmarkFileError} `bad-usage` naming the place, what was expected and what was found
 */
export async function readScenario({ name, load }: SuiteService, file: string): Promise<Scenario> {
  const where = `service "${name}"`;
  const answer = await ask(
    load.kind === 'file'
      ? { kind: 'file', file: resolve(dirname(file), load.path) }
      : { kind: 'here', document: documentOf(load), where },
    where,
  );
  if ('scenario' in answer) return answer.scenario;
  const message = load.kind === 'file' ? `${where}: ${answer.message}` : answer.message;
  throw new BenchmarkFileError('bad-usage', message, answer.hint);
}

function documentOf({ requests, values }: Extract<SuiteService['load'], { kind: 'here' }>): unknown {
  return values === undefined ? { requests } : { requests, values };
}

function ask(question: ScenarioQuestion, where: string): Promise<ScenarioAnswer> {
  return new Promise((settle, reject) => {
    const thread = ownWork(() => startThread(question, where));
    thread.once('message', settle);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error(`${where}: the thread that reads its requests ended`)));
  });
}

function startThread(workerData: ScenarioQuestion, where: string): Worker {
  try {
    return new Worker(new URL('./scenario-thread-main.js', import.meta.url), { workerData, execArgv: [] });
  } catch (cause) {
    if ((cause as Error).name !== 'DataCloneError') throw cause;
    const hint = 'A request holds texts, numbers, lists and objects; for what is drawn use values.';
    throw new BenchmarkFileError(
      'bad-usage',
      `${where}: expected "requests" as plain data, found ${(cause as Error).message}`,
      hint,
    );
  }
}
