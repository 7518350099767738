import { parseScenario, readScenarioFile } from '@perf-suite/load';
import { PerfError } from '@perf-suite/schema';
import type { ScenarioAnswer, ScenarioQuestion } from './scenario-question.js';

/** Returns the scenario that was asked for, or what is wrong with it. */
export async function scenarioAnswer(question: ScenarioQuestion): Promise<ScenarioAnswer> {
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
