import type * as v from 'valibot';
import { historyDocumentSchema } from '../model/history-document.js';
import { historyRunSchema } from '../model/history-run.js';
import {
  addedAnswerSchema,
  addQuerySchema,
  changesAnswerSchema,
  changesQuerySchema,
  noQuerySchema,
  pointsQuerySchema,
  runQuerySchema,
  runsAnswerSchema,
  seriesAnswerSchema,
  seriesKeysAnswerSchema,
  seriesQuerySchema,
  summaryAnswerSchema,
} from './api-schemas.js';

/** What a token must allow. */
export type Access = 'read' | 'write';

export interface Route {
  readonly name: RouteName;
  readonly method: 'GET' | 'POST';
  /** With `{id}` for one part that may hold any text, percent-encoded. */
  readonly path: string;
  readonly access: Access;
  readonly description: string;
  readonly query: v.GenericSchema;
  readonly body?: v.GenericSchema;
  /** Null for a run file as it was given. */
  readonly answer: v.GenericSchema | null;
}

export type RouteName = 'add' | 'runs' | 'run' | 'runFile' | 'benchmarks' | 'series' | 'changes' | 'summary';

/** All that the server answers with data; openapi.json is made of this, too. */
export const ROUTES: readonly Route[] = [
  {
    name: 'add',
    method: 'POST',
    path: '/api/v1/documents',
    access: 'write',
    description:
      'Adds a run file, a report, or a document of an exported history. What is there already changes nothing. Takes gzip. Once it has answered, what was added survives a crash.',
    query: addQuerySchema,
    body: historyDocumentSchema,
    answer: addedAnswerSchema,
  },
  {
    name: 'runs',
    method: 'GET',
    path: '/api/v1/runs',
    access: 'read',
    description: 'Returns runs without their points, oldest first.',
    query: runQuerySchema,
    answer: runsAnswerSchema,
  },
  {
    name: 'run',
    method: 'GET',
    path: '/api/v1/runs/{id}',
    access: 'read',
    description: 'Returns a run with its points and the verdicts on them.',
    query: noQuerySchema,
    answer: historyRunSchema,
  },
  {
    name: 'runFile',
    method: 'GET',
    path: '/api/v1/runs/{id}/file',
    access: 'read',
    description: 'Returns the run file of a run, where it was kept.',
    query: noQuerySchema,
    answer: null,
  },
  {
    name: 'benchmarks',
    method: 'GET',
    path: '/api/v1/benchmarks',
    access: 'read',
    description: 'Returns all series without their points.',
    query: seriesQuerySchema,
    answer: seriesKeysAnswerSchema,
  },
  {
    name: 'series',
    method: 'GET',
    path: '/api/v1/series',
    access: 'read',
    description: 'Returns the series of a benchmark with their points, oldest first.',
    query: pointsQuerySchema,
    answer: seriesAnswerSchema,
  },
  {
    name: 'changes',
    method: 'GET',
    path: '/api/v1/changes',
    access: 'read',
    description: 'Returns change points, first seen first.',
    query: changesQuerySchema,
    answer: changesAnswerSchema,
  },
  {
    name: 'summary',
    method: 'GET',
    path: '/api/v1/summary',
    access: 'read',
    description: 'Returns how much the history holds, and of what.',
    query: noQuerySchema,
    answer: summaryAnswerSchema,
  },
];

/** Returns the route of a path and the id in it; `methods` are those that the path takes. */
export function routeOf(
  method: string,
  path: string,
): { readonly route: Route | null; readonly id: string; readonly methods: readonly string[] } {
  const matches = ROUTES.flatMap((route) => {
    const pattern = new RegExp(`^${route.path.replace('{id}', '([^/]+)')}$`);
    const match = pattern.exec(path);
    return match === null ? [] : [{ route, id: match[1] ?? '' }];
  });
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = matches.find(({ route }) => route.method === asked);
  return {
    route: found?.route ?? null,
    id: found?.id ?? '',
    methods: matches.map((match) => match.route.method),
  };
}
