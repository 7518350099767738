import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { writeFileAtomically } from '@perf-suite/schema/node';
import { compressJson, decompressJson } from '../store/compressed-json.js';

/** What waits to be sent. */
export interface QueuedDocument {
  /** Of the request, such as `project=parser`. */
  readonly query: string;
  readonly body: unknown;
}

/** Documents on disk that a server has not accepted yet; several processes may share a folder. */
export class PushQueue {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Keeps a document; the same one again is one. @throws {PerfError} `not-writable` */
  async put(document: QueuedDocument, nowMs: number): Promise<void> {
    const bytes = compressJson(document);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 24);
    if ((await this.names()).some((name) => name.includes(hash))) return;
    // By time, so that they are sent in their order.
    await writeFileAtomically(join(this.folder, `${String(nowMs).padStart(15, '0')}-${hash}.json.gz`), bytes);
  }

  /** Returns what waits, oldest first. */
  async names(): Promise<string[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    return names.filter((name) => /^\d+-[0-9a-f]+\.json\.gz$/.test(name)).sort();
  }

  /** Returns a document; null where another process was first. @throws {PerfError} `bad-file` */
  async read(name: string): Promise<QueuedDocument | null> {
    const path = join(this.folder, name);
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) return null;
    try {
      return decompressJson(bytes) as QueuedDocument;
    } catch (cause) {
      throw new PerfError('bad-file', `${path}: cannot be unpacked`, {
        hint: 'Delete it, and push its run again.',
        cause,
      });
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }

  /** Puts a document aside that the server refused: sent again it would be refused again. Returns its new path. */
  async putAside(name: string): Promise<string> {
    const aside = join(this.folder, `${name}.refused`);
    await rename(join(this.folder, name), aside).catch(() => undefined);
    return aside;
  }
}
