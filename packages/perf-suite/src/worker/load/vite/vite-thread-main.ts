import { workerData } from 'node:worker_threads';
import { ModuleAnswers } from '../module-answers.js';
import { ViteProjects } from './vite-projects.js';
import type { ViteAnswer, ViteQuestion, ViteThreadData } from './vite-thread.js';

/** The thread that `ViteThread` starts: answers one question after the other. */

const { hooks, port, answered } = workerData as ViteThreadData;
const answers = new ModuleAnswers(hooks);
const vite = new ViteProjects({ ...hooks, isOutside: (url) => answers.isOutside(url) });

port.on('message', async (question: ViteQuestion) => {
  const answer = await answerTo(question).catch((error: unknown): ViteAnswer => ({ error }));
  port.postMessage(answer);
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});

async function answerTo(question: ViteQuestion): Promise<ViteAnswer> {
  const asked =
    question.ask === 'load' ? vite.load(question.url) : vite.resolve(question.specifier, question.parent);
  return { answer: await asked };
}
