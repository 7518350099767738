// Writes openapi.json from the built routes and schemas: `tsc -b && node scripts/generate-openapi.mjs`.
// With --check it writes nothing and exits 1 if the file is not what it would write.
import { readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { problemSchema } from '../dist/server/api-schemas.js';
import { ROUTES } from '../dist/server/routes.js';

const FILE = new URL('../openapi.json', import.meta.url);

const CONVERSION = {
  target: 'draft-2020-12',
  // As it is sent, not as it is read.
  typeMode: 'input',
  ignoreActions: ['finite'],
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'safe_integer' ? { ...jsonSchema, type: 'integer' } : undefined,
};

function schemaOf(schema) {
  const { $schema, ...own } = toJsonSchema(schema, CONVERSION);
  return own;
}

const json = (schema) => ({ 'application/json': { schema } });
const problem = (description) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function operationOf({ name, path, access, description, query, body, answer }) {
  const { properties, required = [] } = schemaOf(query);
  const inQuery = Object.entries(properties ?? {}).map(([parameter, schema]) => ({
    name: parameter,
    in: 'query',
    required: required.includes(parameter),
    schema,
  }));
  const inPath = path.includes('{id}')
    ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
    : [];
  return {
    operationId: name,
    description,
    security: [{ [access]: [] }],
    parameters: [...inPath, ...inQuery],
    ...(body !== undefined && {
      requestBody: {
        required: true,
        description:
          'A document of a history; or a run file or report, whose JSON Schemas are in @perf-suite/schema.',
        content: json({
          anyOf: [schemaOf(body), { type: 'object', properties: { kind: { enum: ['run', 'report'] } } }],
        }),
      },
    }),
    responses: {
      200: {
        description: body === undefined ? 'What was asked for.' : 'It was there already.',
        content: json(answer === null ? { type: 'object' } : schemaOf(answer)),
      },
      ...(body !== undefined && { 201: { description: 'It was added.', content: json(schemaOf(answer)) } }),
      400: problem('The request is not as it should be.'),
      401: problem('A token is needed.'),
      403: problem('This token may not do this.'),
      ...(inPath.length > 0 && { 404: problem('There is none of this id.') }),
      ...(body !== undefined && { 413: problem('It is too large.') }),
      429: problem('Too many requests: Retry-After says when to come again.'),
      503: problem('The history cannot be used now.'),
    },
  };
}

const paths = {};
for (const route of ROUTES) {
  paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
}
const text = `${JSON.stringify(
  {
    openapi: '3.1.0',
    info: {
      title: 'perf-history',
      version: '1',
      description: 'Benchmark runs, their series and change points.',
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema) },
      securitySchemes: {
        read: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token for reading, or a JWT that may read.',
        },
        write: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token for adding, or a JWT that may write.',
        },
      },
    },
  },
  null,
  2,
)}\n`;

if (process.argv.includes('--check')) {
  const found = await readFile(FILE, 'utf8').catch(() => '');
  if (found !== text) {
    process.stderr.write('packages/history/openapi.json is not up to date: npx --yes pnpm@10 generate\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, text);
}
