import type { MetricStore } from '../store/metric-store.js';
import { type GzipStart, gzipEnd, gzipStart } from './gzip-parts.js';
import { renderInSlices } from './sliced-rendering.js';
import { type ExpositionFormat, StoreRegistry } from './store-registry.js';
import { viewsOf } from './views.js';

interface Rendering {
  readonly version: number;
  readonly chunks: readonly Buffer[];
  compressed: Promise<GzipStart> | null;
}

export interface ExpositionOptions {
  /** What was measured: rendered when it changed, else served from memory. */
  readonly results: MetricStore;
  /** A few series about the exporter itself, which change with every scrape. */
  readonly own: MetricStore;
  readonly compatibility: boolean;
  readonly nowMs: () => number;
}

/** The body of a scrape in either format, rendered only when something changed. */
export class Exposition {
  readonly #options: ExpositionOptions;
  readonly #registries = {
    text: new StoreRegistry('text'),
    openmetrics: new StoreRegistry('openmetrics'),
  };
  readonly #renderings = new Map<ExpositionFormat, Rendering>();
  readonly #underway = new Map<ExpositionFormat, Promise<Rendering>>();
  renderingCount = 0;

  constructor(options: ExpositionOptions) {
    this.#options = options;
  }

  /** Returns the body's parts, to be sent one after the other. */
  async body(format: ExpositionFormat, { gzip }: { readonly gzip: boolean }): Promise<readonly Buffer[]> {
    const rendering = await this.#rendering(format);
    const rest = await this.#ownPart(format);
    if (!gzip) return [...rendering.chunks, rest];
    rendering.compressed ??= gzipStart(rendering.chunks);
    return gzipEnd(await rendering.compressed, rest);
  }

  async #ownPart(format: ExpositionFormat): Promise<Buffer> {
    const { own, nowMs } = this.#options;
    const chunks = await renderInSlices(
      viewsOf(own, { compatibility: false }),
      this.#registries[format],
      nowMs,
    );
    return Buffer.concat(format === 'openmetrics' ? [...chunks, Buffer.from('# EOF\n')] : chunks);
  }

  /** Scrapes that come while a rendering is under way share it. */
  #rendering(format: ExpositionFormat): Promise<Rendering> {
    const kept = this.#renderings.get(format);
    if (kept?.version === this.#options.results.version) return Promise.resolve(kept);
    const underway = this.#underway.get(format) ?? this.#render(format);
    this.#underway.set(format, underway);
    return underway;
  }

  async #render(format: ExpositionFormat): Promise<Rendering> {
    const { results, compatibility, nowMs } = this.#options;
    try {
      // Taken before, so that what changes meanwhile is rendered by the next scrape.
      const version = results.version;
      const chunks = await renderInSlices(
        viewsOf(results, { compatibility }),
        this.#registries[format],
        nowMs,
      );
      this.renderingCount++;
      const rendering = { version, chunks, compressed: null };
      this.#renderings.set(format, rendering);
      return rendering;
    } finally {
      this.#underway.delete(format);
    }
  }
}
