import { PerfError, parseWith } from '@perf-suite/schema';
import { parseJsonPath } from '../check/json-path.js';
import type { ResponseCheck, StatusRange } from '../check/response-check.js';
import type { DrawnValues, LoadRequest, Scenario } from './scenario.js';
import {
  type ParsedCheck,
  type ParsedRequest,
  type ParsedScenario,
  scenarioSchema,
} from './scenario-schema.js';

export interface ScenarioSource {
  /** Where the scenario comes from, for messages: a file's path, or the name of a benchmark. */
  readonly source: string;
  /** Returns the bytes of a `bodyFile`. Left out where no files may be named. */
  readonly readBody?: (path: string, pointer: string) => Uint8Array;
}

/**
 * Returns a scenario as it is sent, from what a person wrote: an object with `requests`.
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found, with what to do
 */
export function parseScenario(value: unknown, from: ScenarioSource): Scenario {
  if (Array.isArray(value)) {
    const hint = 'Put the requests under a key of that name: requests: [...]';
    throw new PerfError('bad-file', `${from.source}: at / expected an object, found a list`, { hint });
  }
  const parsed = parseWith(scenarioSchema, value, from.source) as ParsedScenario;
  const values = new Map(Object.entries(parsed.values ?? {}).map(([name, one]) => [name, valuesOf(one)]));
  const requests = parsed.requests.map((request, i) => {
    const whole = typeof request === 'string' ? fromText(request) : request;
    return loadRequest(whole, { ...from, at: `/requests/${i}`, values });
  });
  expectOwnNames(requests, from.source);
  return { seed: parsed.seed ?? null, values, requests };
}

interface Place extends ScenarioSource {
  readonly at: string;
  readonly values: ReadonlyMap<string, DrawnValues>;
}

function loadRequest(request: ParsedRequest, place: Place): LoadRequest {
  const { method = 'GET', path, weight = 1, timeout, check = {} } = request;
  const { body, type } = bodyOf(request, place);
  const headers = { ...lowerCased(request.headers ?? {}) };
  if (type !== null) headers['content-type'] ??= type;
  expectKnownValues(path, place);
  if (headers['accept-encoding'] !== undefined && (check.body !== undefined || check.json !== undefined)) {
    throw wrong(place, '/headers', 'no accept-encoding beside a check of the body', 'one', {
      hint: 'Without it the service sends the body as it is, and the check can read it.',
    });
  }
  return {
    name: request.name ?? `${method} ${path}`,
    method,
    path,
    headers,
    body,
    weight,
    timeoutMs: timeout ?? null,
    check: checkOf(check),
  };
}

function fromText(text: string): ParsedRequest {
  const [first = '', second] = text.split(' ');
  return second === undefined ? { path: first } : { method: first as 'GET', path: second };
}

function bodyOf(
  request: ParsedRequest,
  place: Place,
): { readonly body: string | Uint8Array | null; readonly type: string | null } {
  const given = (['body', 'json', 'bodyFile'] as const).filter((key) => request[key] !== undefined);
  if (given.length > 1) throw wrong(place, '', 'one of body, json and bodyFile', given.join(' and '));
  if (given.length === 0) return { body: null, type: null };
  if (request.method === undefined || request.method === 'GET' || request.method === 'HEAD') {
    throw wrong(place, '', `a method that takes a body beside ${given[0]}`, request.method ?? 'GET', {
      hint: 'Give method: POST, PUT, PATCH or DELETE.',
    });
  }
  if (request.json !== undefined) return { body: JSON.stringify(request.json), type: 'application/json' };
  if (request.bodyFile === undefined) return { body: request.body ?? '', type: null };
  if (place.readBody === undefined) {
    throw wrong(place, '/bodyFile', 'no such key here', 'one', { hint: 'Give the text itself as body.' });
  }
  return { body: place.readBody(request.bodyFile, `${place.at}/bodyFile`), type: null };
}

function expectKnownValues(path: string, place: Place): void {
  for (const [, name = ''] of path.matchAll(/\{([^{}]*)\}/g)) {
    if (place.values.has(name)) continue;
    const known = [...place.values.keys()].join(', ') || 'none';
    throw wrong(place, '/path', `names of values in braces (known: ${known})`, `{${name}}`, {
      hint: `Add it to the scenario's values, such as: values: { ${name || 'id'}: { from: 1, to: 100 } }`,
    });
  }
}

function expectOwnNames(requests: readonly LoadRequest[], source: string): void {
  const seen = new Set<string>();
  for (const [i, { name }] of requests.entries()) {
    if (seen.has(name)) {
      throw new PerfError(
        'bad-file',
        `${source}: at /requests/${i} expected a new name, found ${JSON.stringify(name)} again`,
        { hint: 'Percentiles are counted by name: give each request a name of its own.' },
      );
    }
    seen.add(name);
  }
}

function valuesOf(values: NonNullable<ParsedScenario['values']>[string]): DrawnValues {
  return Array.isArray(values) ? { kind: 'list', items: values.map(String) } : { kind: 'range', ...values };
}

function checkOf({ status, headers, body, json }: ParsedCheck): ResponseCheck {
  const statuses = status === undefined ? [{ from: 100, to: 399 }] : [status].flat().map(rangeOf);
  return {
    statuses,
    headers: lowerCased(headers ?? {}),
    bodyText: body ?? null,
    json: Object.entries(json ?? {}).flatMap(([text, equals]) => {
      const path = parseJsonPath(text);
      return path === null ? [] : [{ path, equals }];
    }),
  };
}

function rangeOf(status: number | string): StatusRange {
  if (typeof status === 'number') return { from: status, to: status };
  const from = Number(status[0]) * 100;
  return { from, to: from + 99 };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function wrong(
  { source, at }: Place,
  key: string,
  expected: string,
  found: string,
  options: { readonly hint?: string } = {},
): PerfError {
  return new PerfError('bad-file', `${source}: at ${at}${key} expected ${expected}, found ${found}`, options);
}
