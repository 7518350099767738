import {
  type BenchmarkData,
  type BlockData,
  type ChangesData,
  DATA_NAMES,
  type OverviewData,
  type RunsData,
  type SiteData,
} from '../../src/site/site-data.js';
import { type BenchmarkHistory, benchmarkHistory } from '../model/benchmark-history.js';
import type { RunBlock } from '../model/run-block.js';
import { RunTable } from '../model/run-table.js';
import { loadData, OtherGeneration } from './load-data.js';
import { float32 } from './unpack.js';

/** Loads data files, each once. */
export class SiteReader {
  readonly site: SiteData;
  readonly #loaded = new Map<string, Promise<unknown>>();

  constructor(site: SiteData) {
    this.site = site;
  }

  /** Returns the site as it is on disk or on the server now. @param version of caches: another one each time */
  static async open(version: string): Promise<SiteReader> {
    return new SiteReader(await loadData<SiteData>(DATA_NAMES.site, version));
  }

  overview(folder: string): Promise<OverviewData> {
    return this.#once(DATA_NAMES.overview(folder), (data: OverviewData) => data);
  }

  changes(folder: string): Promise<ChangesData> {
    return this.#once(DATA_NAMES.changes(folder), (data: ChangesData) => data);
  }

  runs(folder: string): Promise<RunTable> {
    return this.#once(DATA_NAMES.runs(folder), (data: RunsData) => new RunTable(data));
  }

  benchmark(folder: string, key: string): Promise<BenchmarkHistory> {
    return this.#once(DATA_NAMES.benchmark(folder, key), (data: BenchmarkData) => benchmarkHistory(data));
  }

  async blockOf(folder: string, run: number): Promise<RunBlock> {
    const table = await this.runs(folder);
    const number = Math.floor(run / table.blockSize);
    const first = number * table.blockSize;
    const count = Math.min(table.blockSize, table.count - first);
    return this.#once(DATA_NAMES.block(folder, number), ({ p50, p95 }: BlockData) => ({
      first,
      count,
      p50: float32(p50),
      p95: float32(p95),
    }));
  }

  #once<D extends { readonly generation: string }, T>(name: string, read: (data: D) => T): Promise<T> {
    const known = this.#loaded.get(name);
    if (known !== undefined) return known as Promise<T>;
    const loading = loadData<D>(name, this.site.generation).then((data) => {
      if (data.generation !== this.site.generation) throw new OtherGeneration(name);
      return read(data);
    });
    this.#loaded.set(name, loading);
    // What failed may be there when it is asked for again.
    loading.catch(() => this.#loaded.delete(name));
    return loading;
  }
}
