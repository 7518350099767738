import { type MetricsSummary, PerfError, parseMetricsSummary } from '@perf-suite/schema';
import { SUMMARY_PATH } from '../summary/summary-route.js';

export interface SummarySource {
  /** Where `perf-exporter serve` answers, such as `http://127.0.0.1:8010`; the address of its /metrics will do, too. */
  readonly address: string;
  readonly token: string | null;
  readonly signal: AbortSignal;
}

/** More than any summary needs. */
const MOST_CHARACTERS = 4_000_000;
const TIMEOUT_MS = 5_000;

/** Returns the summary of a running exporter. @throws {PerfError} `bad-usage`, `unreachable`, `bad-file` */
export async function fetchSummary({ address, token, signal }: SummarySource): Promise<MetricsSummary> {
  const url = summaryUrl(address);
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  const answer = await fetch(url, {
    headers,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  }).catch((cause: unknown) => {
    throw new PerfError('unreachable', `${url}: no answer: ${reasonOf(cause)}`, {
      hint: 'Start the exporter (perf-exporter serve --runs .perf/runs), or give its address: perf-exporter top http://host:8010.',
      cause,
    });
  });
  const text = await answer.text();
  if (!answer.ok) throw refused(url, answer.status, text);
  if (text.length > MOST_CHARACTERS)
    throw new PerfError('bad-file', `${url}: expected a summary, found more`);
  return parseMetricsSummary(jsonOf(text, url), url);
}

function summaryUrl(address: string): string {
  const given = /^[a-z]+:\/\//i.test(address) ? address : `http://${address}`;
  if (!URL.canParse(given) || !/^https?:/i.test(given)) {
    throw new PerfError(
      'bad-usage',
      `expected the address of an exporter, found ${JSON.stringify(address)}`,
      {
        hint: 'Write for example perf-exporter top http://127.0.0.1:8010.',
      },
    );
  }
  const { origin, pathname } = new URL(given);
  return `${origin}${pathname.replace(/(\/metrics)?\/*$/, '')}${SUMMARY_PATH}`;
}

function refused(url: string, status: number, text: string): PerfError {
  const hints: Readonly<Record<number, string>> = {
    401: 'Give the exporter’s token with --token-file, or in PERF_EXPORTER_TOKEN.',
    404: 'Check that perf-exporter serve answers there, in a version that has this API.',
    421: 'Use the name or address that the exporter listens on, or give it --allowed-host.',
    429: 'It is asked too often: give a longer --every.',
    503: 'It is still reading its runs: try again in some seconds.',
  };
  const said = text.trim().slice(0, 200);
  return new PerfError('unreachable', `${url}: answered ${status}${said === '' ? '' : `: ${said}`}`, {
    hint: hints[status] ?? 'The answer above says why.',
  });
}

function jsonOf(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PerfError('bad-file', `${url}: expected JSON, found other text`, { cause });
  }
}

/** What fetch hides in the cause of its "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${TIMEOUT_MS / 1_000} s`;
  const { cause } = error;
  if (cause instanceof AggregateError) return (cause as { readonly code?: string }).code ?? cause.message;
  return cause instanceof Error ? cause.message : error.message;
}
