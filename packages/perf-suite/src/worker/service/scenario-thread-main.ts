import { parentPort, workerData } from 'node:worker_threads';
import { parseScenario, readScenarioFile } from '@perf-suite/load';
import { PerfError } from '@perf-suite/schema';
import type { ScenarioAnswer, ScenarioQuestion } from './read-scenario.js';

/** The thread that `readScenario` starts: one question, one answer. */

parentPort?.postMessage(await answerTo(workerData as ScenarioQuestion));

async function answerTo(question: ScenarioQuestion): Promise<ScenarioAnswer> {
  try {
    const scenario =
      question.kind === 'file'
        ? await readScenarioFile(question.file)
        : parseScenario(question.document, { source: question.where });
    return { scenario };
  } catch (error) {
    if (!(error instanceof PerfError)) throw error;
    return { message: error.message, hint: error.hint ?? null };
  }
}
