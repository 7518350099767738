import { durationExpected, durationMsFrom } from '@perf-suite/command-line';
import { closedObject } from '@perf-suite/schema';
import * as v from 'valibot';
import { parseJsonPath } from '../check/json-path.js';

/** What a person writes of a scenario: in a file, or in the `requests` of a benchmark. */

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const pathText = v.pipe(
  v.string(),
  v.check((path) => path.startsWith('/'), 'a path that starts with /'),
  v.check((path) => !/[\s#]/.test(path), 'a path without spaces and without #'),
);

const headers = v.record(
  v.pipe(
    v.string(),
    v.check((name) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name), 'the name of a header'),
  ),
  v.pipe(
    v.union([v.string(), v.number()]),
    v.transform(String),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no header may have.
    v.check((value) => !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value), 'text on one line'),
  ),
);

const statusSchema = v.union([
  v.pipe(v.number(), v.safeInteger(), v.minValue(100), v.maxValue(599)),
  v.pipe(
    v.string(),
    v.check((text) => /^[1-5]xx$/.test(text), 'a status code such as 200 or 2xx'),
  ),
]);

const checkSchema = closedObject({
  /** One of them: `200`, `2xx`. Any below 400 unless given. */
  status: v.exactOptional(v.union([statusSchema, v.pipe(v.array(statusSchema), v.minLength(1))])),
  /** What a header's value must contain. */
  headers: v.exactOptional(headers),
  /** What the body must contain. */
  body: v.exactOptional(v.pipe(v.string(), v.nonEmpty())),
  /** What must stand at a place of a JSON body. */
  json: v.exactOptional(
    v.record(
      v.pipe(
        v.string(),
        v.check((path) => parseJsonPath(path) !== null, 'a JSON path of one place, such as $.items[0].id'),
      ),
      v.unknown(),
    ),
  ),
});

const duration = v.pipe(
  v.union([v.string(), v.number()]),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const ms = durationMsFrom(dataset.value);
    if (ms !== null) return ms;
    addIssue({ message: durationExpected(dataset.value), expected: durationExpected(dataset.value) });
    return NEVER;
  }),
);

const requestObject = closedObject({
  name: v.exactOptional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(200))),
  method: v.exactOptional(v.picklist(METHODS)),
  path: pathText,
  headers: v.exactOptional(headers),
  body: v.exactOptional(v.string()),
  json: v.exactOptional(v.unknown()),
  bodyFile: v.exactOptional(v.pipe(v.string(), v.nonEmpty())),
  weight: v.exactOptional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  timeout: v.exactOptional(duration),
  check: v.exactOptional(checkSchema),
});

/** `/path`, `POST /path`, or all about it. */
const requestSchema = v.union([
  v.pipe(
    v.string(),
    v.check(
      (text) => new RegExp(`^((${METHODS.join('|')}) )?/[^\\s#]*$`).test(text),
      'a path such as /items, or a method and a path such as POST /items',
    ),
  ),
  requestObject,
]);

const valuesSchema = v.union([
  v.pipe(v.array(v.union([v.string(), v.number()])), v.minLength(1)),
  v.pipe(
    closedObject({
      from: v.pipe(v.number(), v.safeInteger()),
      to: v.pipe(v.number(), v.safeInteger()),
    }),
    v.check(({ from, to }) => from <= to, '"from" that is not above "to"'),
  ),
]);

export const scenarioSchema = closedObject({
  seed: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  values: v.exactOptional(
    v.record(
      v.pipe(
        v.string(),
        v.check((name) => /^[A-Za-z_]\w*$/.test(name), 'a name of letters, digits and _'),
      ),
      valuesSchema,
    ),
  ),
  requests: v.pipe(v.array(requestSchema), v.minLength(1)),
});

export type ScenarioInput = v.InferInput<typeof scenarioSchema>;
/** A request as a person writes it. */
export type RequestInput = v.InferInput<typeof requestSchema>;
export type ParsedRequest = v.InferOutput<typeof requestObject>;
export type ParsedCheck = v.InferOutput<typeof checkSchema>;
export type ParsedScenario = v.InferOutput<typeof scenarioSchema>;
