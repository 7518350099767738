import { parentPort, workerData } from 'node:worker_threads';
import { scenarioAnswer } from './scenario-answer.js';
import type { ScenarioQuestion } from './scenario-question.js';

/** The thread that `readScenario` starts: one question, one answer. */

parentPort?.postMessage(await scenarioAnswer(workerData as ScenarioQuestion));
