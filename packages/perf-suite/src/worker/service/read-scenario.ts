import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Scenario } from '@perf-suite/load';
import { BenchmarkFileError } from '../../api/suite/benchmark-file-error.js';
import type { SuiteService } from '../../api/suite/service-data.js';
import { ownWork } from '../../wire/modules/own-work.js';
import type { ScenarioAnswer, ScenarioQuestion } from './scenario-question.js';

/** Where it is read: in this thread only where its parsers may be loaded. */
export type ReadingPlace = 'here' | 'thread';

/**
 * Returns what a service is asked. The parsers of scenarios and YAML are no code of the benchmark file's, which may be
 * watched, and must not be loaded where functions are measured: a thread reads them there.
 * @param file absolute path of the benchmark file, which the scenario's is relative to
 * @throws {BenchmarkFileError} `bad-usage` naming the place, what was expected and what was found
 */
export async function readScenario(
  { name, load }: SuiteService,
  file: string,
  place: ReadingPlace,
): Promise<Scenario> {
  const where = `service "${name}"`;
  const question: ScenarioQuestion =
    load.kind === 'file'
      ? { kind: 'file', file: resolve(dirname(file), load.path) }
      : { kind: 'here', document: documentOf(load), where };
  const answer = place === 'here' ? await answerHere(question) : await askThread(question, where);
  if ('scenario' in answer) return answer.scenario;
  const message = load.kind === 'file' ? `${where}: ${answer.message}` : answer.message;
  throw new BenchmarkFileError('bad-usage', message, answer.hint);
}

async function answerHere(question: ScenarioQuestion): Promise<ScenarioAnswer> {
  const { scenarioAnswer } = await import('./scenario-answer.js');
  return scenarioAnswer(question);
}

function documentOf({ requests, values }: Extract<SuiteService['load'], { kind: 'here' }>): unknown {
  return values === undefined ? { requests } : { requests, values };
}

function askThread(question: ScenarioQuestion, where: string): Promise<ScenarioAnswer> {
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
