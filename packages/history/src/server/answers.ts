import type { IncomingMessage } from 'node:http';
import { PerfError } from '@perf-suite/schema';
import * as v from 'valibot';
import type { HistoryDocument } from '../model/history-document.js';
import { addDocument, incomingDocument } from '../model/incoming-document.js';
import type { HistoryStore, RunQuery, SeriesQuery } from '../store/history-store.js';
import {
  addQuerySchema,
  changesQuerySchema,
  pointsQuerySchema,
  type RunQueryText,
  runQuerySchema,
  type SummaryAnswer,
  seriesQuerySchema,
} from './api-schemas.js';
import { readBody } from './read-body.js';
import { Refused } from './refused.js';
import type { RouteName } from './routes.js';

export interface Question {
  readonly store: HistoryStore;
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  /** The id in the path, decoded; empty where there is none. */
  readonly id: string;
  readonly mostBodyBytes: number;
}

export interface Answer {
  readonly status: 200 | 201;
  /** Sent as JSON; bytes as they are. */
  readonly body: unknown;
}

/** What each route answers. @throws {Refused}, {PerfError} */
export const ANSWERS: Readonly<Record<RouteName, (question: Question) => Promise<Answer>>> = {
  add,
  runs: async ({ store, query }) => {
    const asked = parsedQuery(runQuerySchema, query);
    const { commit, source, limit } = asked;
    const wanted: RunQuery = {
      ...filtersOf(asked),
      ...(commit !== undefined && { commit }),
      ...(source !== undefined && { source }),
      ...(limit !== undefined && { limit: Number(limit) }),
    };
    return { status: 200, body: { runs: await store.runs(wanted) } };
  },
  run: async ({ store, id }) => ({ status: 200, body: found(await store.run(id), 'run', id) }),
  runFile: async ({ store, id }) => ({
    status: 200,
    body: found(await store.raw(id), 'run file of run', id),
  }),
  benchmarks: async ({ store, query }) => {
    const asked = parsedQuery(seriesQuerySchema, query);
    const { benchmark } = asked;
    const wanted = { ...filtersOf(asked), ...(benchmark !== undefined && { benchmark }) };
    return { status: 200, body: { series: await store.seriesKeys(wanted) } };
  },
  series: async ({ store, query }) => {
    const asked = parsedQuery(pointsQuerySchema, query);
    const series = [];
    for await (const one of store.series({ ...filtersOf(asked), benchmark: asked.benchmark }))
      series.push(one);
    return { status: 200, body: { series } };
  },
  changes: async ({ store, query }) => {
    const { branch, ...asked } = parsedQuery(changesQuerySchema, query);
    const changes = await store.changes({
      ...asked,
      ...(branch !== undefined && { branch: branch || null }),
    });
    return { status: 200, body: { changes } };
  },
  summary: async ({ store }) => ({ status: 200, body: await summaryOf(store) }),
};

async function add({ store, request, query, mostBodyBytes }: Question): Promise<Answer> {
  const { project, raw } = parsedQuery(addQuerySchema, query);
  const bytes = await readBody(request, mostBodyBytes);
  const document = documentIn(bytes, project);
  const isRunFile = raw === 'stored' && document.kind === 'history-run';
  const outcome = await addDocument(store, document, isRunFile ? bytes : null);
  return {
    status: outcome === 'added' ? 201 : 200,
    body: { outcome, kind: document.kind, id: idOf(document) },
  };
}

function documentIn(bytes: Buffer, project: string | undefined): HistoryDocument {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Refused(400, `the body is no JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  try {
    return incomingDocument(value, 'the body', project);
  } catch (error) {
    if (!(error instanceof PerfError)) throw error;
    throw new Refused(400, error.message, error.hint === undefined ? {} : { hint: error.hint });
  }
}

function idOf(document: HistoryDocument): string {
  if (document.kind === 'history-run') return document.run.id;
  return document.kind === 'history-verdicts' ? document.verdicts.run : document.change.id;
}

async function summaryOf(store: HistoryStore): Promise<SummaryAnswer> {
  const [runs, series, open] = [
    await store.runs({}),
    await store.seriesKeys({}),
    await store.changes({ state: 'open' }),
  ];
  const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)].sort();
  return {
    runCount: runs.length,
    seriesCount: series.length,
    openChangeCount: open.length,
    newestRunMs: runs.at(-1)?.startedAtMs ?? null,
    projects: distinct(runs.map(({ project }) => project)),
    branches: distinct(runs.map(({ branch }) => branch)),
    environments: distinct(runs.map(({ environment }) => environment)),
  };
}

function found<T>(value: T | null, what: string, id: string): T {
  if (value !== null) return value;
  throw new Refused(404, `no ${what} ${JSON.stringify(id)}`);
}

/** @throws {Refused} when a parameter is unknown, there twice, or not as it should be */
function parsedQuery<S extends v.GenericSchema>(schema: S, query: URLSearchParams): v.InferOutput<S> {
  const given: Record<string, string> = Object.create(null);
  for (const [name, value] of query) {
    if (name in given)
      throw new Refused(400, `expected the parameter ${JSON.stringify(name)} once, found it again`);
    given[name] = value;
  }
  const result = v.safeParse(schema, { ...given });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const name = v.getDotPath(issue) ?? '';
  throw new Refused(400, `parameter ${JSON.stringify(name)}: ${issue.message}`);
}

function filtersOf(
  asked: Pick<RunQueryText, 'project' | 'branch' | 'environment' | 'since' | 'until'>,
): SeriesQuery {
  const { project, branch, environment, since, until } = asked;
  return {
    ...(project !== undefined && { project }),
    ...(branch !== undefined && { branch: branch === '' ? null : branch }),
    ...(environment !== undefined && { environment }),
    ...(since !== undefined && { sinceMs: timeOf(since, 'since') }),
    ...(until !== undefined && { untilMs: timeOf(until, 'until') }),
  };
}

function timeOf(text: string, name: string): number {
  const ms = /^\d{5,}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(ms)) return ms;
  throw new Refused(400, `parameter ${JSON.stringify(name)}: expected a time, found ${JSON.stringify(text)}`);
}
