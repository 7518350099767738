import { rmSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@perf-suite/schema/node';
import { HEARTBEAT_MS, type LiveTarget, targetGroup } from './live-target.js';
import { TargetFolder, targetFileName } from './target-folder.js';

/** A target that Prometheus' file-based discovery knows, for as long as it is open. */
export interface TargetFile {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Writes a run's target file into the folder that Prometheus looks into, keeps it, and removes those of killed runs.
 * The file goes away with the process too, unless that is killed.
 * @throws {PerfError} `not-writable` when the folder takes no files
 */
export async function openTargetFile(folder: string, target: LiveTarget): Promise<TargetFile> {
  const path = join(folder, targetFileName(target.run, process.pid));
  const write = () => writeFileAtomically(path, `${JSON.stringify([targetGroup(target)])}\n`);
  const targets = new TargetFolder(folder, () => performance.now());
  await write();
  await targets.removeAbandoned();
  const removeNow = () => rmSync(path, { force: true });
  process.once('exit', removeNow);
  let isOpen = true;
  const touch = async (): Promise<void> => {
    const now = new Date();
    // Of a run that was stopped for a while, the file may be gone.
    await utimes(path, now, now).catch(() => (isOpen ? write() : undefined));
    await targets.removeAbandoned();
  };
  let touching = Promise.resolve();
  const timer = setInterval(() => {
    touching = touch().catch(() => undefined);
  }, HEARTBEAT_MS).unref();
  return {
    path,
    async remove() {
      isOpen = false;
      clearInterval(timer);
      process.off('exit', removeNow);
      await touching;
      await rm(path, { force: true });
    },
  };
}
