import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { writeFileAtomically } from '@perf-suite/schema/node';
import * as v from 'valibot';
import type { WindowChange } from '../changes/analyse-window.js';
import type { WindowCache } from '../changes/window-cache.js';

const place = v.pipe(v.number(), v.integer(), v.minValue(-1));
const finite = v.pipe(v.number(), v.finite());
const fileSchema = v.object({
  windows: v.record(
    v.string(),
    v.array(
      v.object({
        benchmark: v.string(),
        percentile: v.picklist(['p50', 'p95']),
        kind: v.picklist(['step', 'creep', 'noise', 'modes', 'machine']),
        shift: v.object({ point: finite, lower: finite, upper: finite, confidence: finite }),
        pValue: finite,
        after: place,
        at: place,
        surelyAfter: place,
        surelyAt: place,
      }),
    ),
  ),
});

/** The changes of windows in a file, of which only those stay that were used last. */
export class WindowCacheFile implements WindowCache {
  readonly #path: string;
  readonly #before: ReadonlyMap<string, readonly WindowChange[]>;
  readonly #used = new Map<string, readonly WindowChange[]>();

  private constructor(path: string, before: ReadonlyMap<string, readonly WindowChange[]>) {
    this.#path = path;
    this.#before = before;
  }

  /** Returns what a file has; nothing where there is none, or it is damaged. */
  static async read(path: string): Promise<WindowCacheFile> {
    const text = await readFile(path, 'utf8').catch(() => '');
    return new WindowCacheFile(path, new Map(Object.entries(windowsIn(text))));
  }

  get(key: string): readonly WindowChange[] | undefined {
    return this.#before.get(key);
  }

  set(key: string, changes: readonly WindowChange[]): void {
    this.#used.set(key, changes);
  }

  /** Writes what was used, if it is not what was read. @throws {PerfError} `not-writable` */
  async write(): Promise<void> {
    const isSame =
      this.#used.size === this.#before.size && [...this.#used.keys()].every((key) => this.#before.has(key));
    if (isSame) return;
    const text = JSON.stringify({ windows: Object.fromEntries(this.#used) });
    await writeFileAtomically(this.#path, `${crc32(text)}\n${text}`);
  }
}

/** The first line is a checksum of the second. */
function windowsIn(content: string): Record<string, WindowChange[]> {
  try {
    const [checksum, text = ''] = content.split('\n');
    if (checksum !== String(crc32(text))) return {};
    const parsed = v.safeParse(fileSchema, JSON.parse(text));
    return parsed.success ? parsed.output.windows : {};
  } catch {
    return {};
  }
}
