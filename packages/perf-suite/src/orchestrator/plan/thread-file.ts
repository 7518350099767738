import { readFile } from 'node:fs/promises';

const IMPORT = /(['"`])(?:node:)?worker_threads\1/;
/** What a worker thread has from the file that starts it; null in a file that is started by itself. */
const FROM_ITS_STARTER = /\b(?:workerData|parentPort)\b/;

/** Whether a file fails with this message because another file has to start it as a worker thread. */
export async function isThreadFile(file: string, message: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const canBeBoth = text.includes('isMainThread');
  return IMPORT.test(text) && FROM_ITS_STARTER.test(text) && !canBeBoth && /\bnull\b/.test(message);
}
