import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreRegistry } from '../exposition/store-registry.js';
import type { View } from '../exposition/views.js';

const FLUSH_CHARACTERS = 256 * 1024;

interface Section {
  readonly path: string;
  readonly file: FileHandle;
  pending: string;
}

/**
 * Writes a store's state at many times as one OpenMetrics file. The format wants all lines of a
 * metric together while history comes time by time, so that each metric first gets a file of its own.
 */
export class HistoryWriter {
  readonly #folder: string;
  readonly #headers = new StoreRegistry('openmetrics');
  // Without exemplars, which have no place in history.
  readonly #lines = new StoreRegistry('text');
  readonly #sections = new Map<string, Section>();
  lineCount = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<HistoryWriter> {
    return new HistoryWriter(await mkdtemp(join(tmpdir(), 'perf-exporter-history-')));
  }

  /** Adds every current value with a time. Times must grow from call to call. */
  async add(views: readonly View[], timestampMs: number): Promise<void> {
    const end = ` ${timestampMs / 1_000}\n`;
    for (const view of views) {
      const section = await this.#section(view);
      for (const series of view.family.series.values()) {
        const lines = (await this.#lines.lines(view, [series])).split('\n');
        // prom-client writes no times. A line holds no line break of its own: those in labels are escaped.
        section.pending += lines.join(end);
        this.lineCount += lines.length - 1;
      }
      if (section.pending.length >= FLUSH_CHARACTERS) await flush(section);
    }
  }

  /** Returns the whole file piece by piece, with the end mark. Throws what the signal says once it is aborted. */
  async *chunks(stop: AbortSignal): AsyncGenerator<string | Buffer> {
    for (const section of this.#sections.values()) {
      await flush(section);
      yield* createReadStream(section.path, { signal: stop }) as AsyncIterable<Buffer>;
    }
    yield '# EOF\n';
  }

  /** Removes the temporary files. */
  async discard(): Promise<void> {
    await Promise.all([...this.#sections.values()].map(({ file }) => file.close().catch(() => undefined)));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #section(view: View): Promise<Section> {
    const known = this.#sections.get(view.name);
    if (known !== undefined) return known;
    const path = join(this.#folder, `${this.#sections.size}.part`);
    const section = { path, file: await open(path, 'wx'), pending: await this.#headers.header(view) };
    this.#sections.set(view.name, section);
    return section;
  }
}

async function flush(section: Section): Promise<void> {
  const text = section.pending;
  section.pending = '';
  if (text !== '') await section.file.writeFile(text);
}
