import { WEB_VITALS, WEB_VITALS_METRICS } from '../catalogue/web-vitals-metrics.js';
import { RateLimit } from '../endpoints/rate-limit.js';
import { expectList } from '../expected-found.js';
import { RoutePatterns } from '../http/route-patterns.js';
import { expectKnownOptions, type OptionNames } from '../known-options.js';
import { ABOVE_ZERO, COUNT, expectKinds } from '../option-kinds.js';
import { OTHER } from '../store/label-sets.js';
import type { MetricStore } from '../store/metric-store.js';
import { parseReports, type WebVitalReport } from './parse-reports.js';

export interface WebVitalsOptions {
  /**
   * Origins whose pages may send, such as `https://example.org`; only the service's own (that of the Host header)
   * unless given.
   */
  readonly origins?: readonly string[];
  /** The pages to tell apart, as patterns such as `/works/:id`; all others are `other`. */
  readonly pages?: readonly string[];
  /** Requests that an address may send at once and each second after that; 30 and 1 unless given. */
  readonly burst?: number;
  readonly perSecond?: number;
}

export interface WebVitalsRequest {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  readonly client: string;
  /** Null when it is larger than allowed. */
  readBody(mostBytes: number): Promise<string | null>;
}

export interface WebVitalsAnswer {
  readonly status: 204 | 400 | 403 | 413 | 429;
  readonly message: string;
}

const OPTIONS: OptionNames<WebVitalsOptions> = { origins: true, pages: true, burst: true, perSecond: true };
const MOST_BYTES = 16_384;
/** Of all addresses together: this is what bounds the work that strangers can cause. */
const ALL_CLIENTS = { burst: 500, perSecond: 100 };
const MOST_IDS = 10_000;

/** Takes in what browsers measured, from pages that may send it, and no faster than is allowed. */
export class WebVitals {
  readonly #store: MetricStore;
  readonly #origins: readonly string[] | null;
  readonly #pages: RoutePatterns;
  readonly #perClient: RateLimit;
  readonly #together: RateLimit;
  readonly #ids = new Set<string>();

  /** @throws {TypeError} when an origin or a page is none, and for an unknown option */
  constructor(store: MetricStore, options: WebVitalsOptions = {}) {
    expectKnownOptions('webVitals', options, OPTIONS);
    const nowMs = () => performance.now();
    const { origins, pages = [], burst = 30, perSecond = 1 } = options;
    expectKinds('webVitals', options, { burst: COUNT, perSecond: ABOVE_ZERO });
    expectList('webVitals.origins', origins ?? [], 'origins such as ["https://example.org"]');
    for (const origin of origins ?? []) {
      if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
      throw new TypeError(
        `webVitals.origins: expected origins such as "https://example.org", found ${JSON.stringify(origin)}`,
      );
    }
    this.#store = store;
    this.#origins = origins ?? null;
    this.#pages = new RoutePatterns('webVitals.pages', pages);
    this.#perClient = new RateLimit({ burst, perSecond, nowMs });
    this.#together = new RateLimit({ ...ALL_CLIENTS, nowMs });
    for (const definition of Object.values(WEB_VITALS_METRICS)) store.declare(definition);
  }

  /** Returns whether pages of an origin may send. Scripts outside of browsers can name any origin: the limits bound them. */
  allows(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    if (this.#origins !== null) return this.#origins.includes(origin);
    return host !== undefined && new URL(origin).host === host.toLowerCase();
  }

  async take(request: WebVitalsRequest): Promise<WebVitalsAnswer> {
    if (!this.allows(request.origin, request.host)) {
      const message =
        request.origin === undefined
          ? 'expected an Origin header, as browsers send it, found none'
          : 'pages of this origin may not send reports here';
      return this.#refuse('origin', 403, message);
    }
    if (!this.#perClient.allows(request.client) || !this.#together.allows('')) {
      return this.#refuse('rate-limit', 429, 'too many reports: send less often');
    }
    const body = await request.readBody(MOST_BYTES);
    if (body === null) return this.#refuse('size', 413, `expected at most ${MOST_BYTES} bytes`);
    try {
      for (const report of parseReports(body)) this.#count(report);
    } catch (error) {
      return this.#refuse('invalid', 400, error instanceof Error ? error.message : String(error));
    }
    return { status: 204, message: '' };
  }

  #refuse(reason: string, status: WebVitalsAnswer['status'], message: string): WebVitalsAnswer {
    this.#store.add(WEB_VITALS_METRICS.refused, [reason]);
    return { status, message };
  }

  #count({ name, value, id, page }: WebVitalReport): void {
    if (id !== null && !this.#isNew(`${name} ${id}`)) {
      this.#store.add(WEB_VITALS_METRICS.refused, ['duplicate']);
      return;
    }
    const pattern = this.#pages.match(page) ?? OTHER;
    const { good, poor } = WEB_VITALS[name];
    // By the thresholds, not by what the browser says it is.
    const rating = value <= good ? 'good' : value > poor ? 'poor' : 'needs-improvement';
    for (const one of ['good', 'needs-improvement', 'poor']) {
      this.#store.add(WEB_VITALS_METRICS.ratings, [name, one, pattern], one === rating ? 1 : 0);
    }
    if (name === 'CLS') this.#store.observe(WEB_VITALS_METRICS.layoutShift, [pattern], value);
    else this.#store.observe(WEB_VITALS_METRICS.duration, [name, pattern], value / 1_000);
  }

  #isNew(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > MOST_IDS) this.#ids.delete(this.#ids.values().next().value as string);
    return true;
  }
}
