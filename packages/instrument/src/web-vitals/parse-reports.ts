import { WEB_VITALS, type WebVitalName } from '../catalogue/web-vitals-metrics.js';

/** One value that a browser measured. */
export interface WebVitalReport {
  readonly name: WebVitalName;
  /** Milliseconds; of CLS a score. */
  readonly value: number;
  /** Tells reports apart: a browser may send one again. Null where none was sent. */
  readonly id: string | null;
  /** The path of the page; empty where it was not sent. */
  readonly page: string;
}

/** A page has five, and one may be sent again. */
const MOST_REPORTS = 20;
const LONGEST_ID = 100;
const LONGEST_PAGE = 2_000;
/** What is longer is no page that somebody waited for. */
const LONGEST_MS = 600_000;
const LARGEST_SCORE = 1_000;

/**
 * Reads what a page sends: one report as the `web-vitals` package hands it over, or a list of them; only `name`,
 * `value`, `id` and `page` are read.
 * @throws {TypeError} with what was expected and found
 */
export function parseReports(text: string): WebVitalReport[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new TypeError('expected JSON');
  }
  const list = Array.isArray(given) ? given : [given];
  if (list.length === 0 || list.length > MOST_REPORTS) {
    throw new TypeError(`expected 1 to ${MOST_REPORTS} reports, found ${list.length}`);
  }
  return list.map(parseReport);
}

function parseReport(given: unknown): WebVitalReport {
  if (given === null || typeof given !== 'object') throw new TypeError('expected a report as an object');
  const { name, value, id = null, page = '' } = given as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || !Object.hasOwn(WEB_VITALS, name)) {
    throw new TypeError(`name: expected one of ${Object.keys(WEB_VITALS).join(', ')}`);
  }
  const most = name === 'CLS' ? LARGEST_SCORE : LONGEST_MS;
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
    throw new TypeError(`value: expected a number from 0 to ${most}`);
  }
  if (id !== null && (typeof id !== 'string' || id.length > LONGEST_ID)) {
    throw new TypeError(`id: expected at most ${LONGEST_ID} characters`);
  }
  if (typeof page !== 'string' || page.length > LONGEST_PAGE) {
    throw new TypeError(`page: expected a path of at most ${LONGEST_PAGE} characters`);
  }
  return { name: name as WebVitalName, value, id, page };
}
