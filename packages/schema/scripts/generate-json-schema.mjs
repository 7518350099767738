// Writes json-schema/*.schema.json from the built schemas: `tsc -b && node scripts/generate-json-schema.mjs`.
// With --check it writes nothing and exits 1 if a file is not what it would write.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { acceptedFileSchema } from '../dist/acceptance.js';
import {
  analysisSchema,
  liveEventSchema,
  metricsSummarySchema,
  reportSchema,
  runFileSchema,
} from '../dist/index.js';

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const FOLDER = new URL('../json-schema/', import.meta.url);
const DOCUMENTS = [
  { file: 'run.schema.json', title: 'Run file of perf-suite', schema: runFileSchema },
  { file: 'report.schema.json', title: 'Report of perf-guard', schema: reportSchema },
  {
    file: 'metrics-summary.schema.json',
    title: 'Summary of perf-exporter (GET /api/metrics/summary)',
    schema: metricsSummarySchema,
  },
  {
    file: 'analysis.schema.json',
    title: 'What perf-analyze found: changes, forecasts or objectives (--format json)',
    schema: analysisSchema,
  },
  { file: 'live-event.schema.json', title: 'Live event of a run', schema: liveEventSchema },
  {
    file: 'perf-accepted.schema.json',
    title: 'Slowdowns that a project accepts for a time (perf-accepted.json)',
    schema: acceptedFileSchema,
  },
];

/** JSON Schema has no word for these checks in code; the parser makes them. */
const ONLY_IN_CODE = ['raw_check', 'check', 'finite', 'trim'];

const CONVERSION = {
  target: 'draft-2020-12',
  ignoreActions: ONLY_IN_CODE,
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'safe_integer' ? { ...jsonSchema, type: 'integer' } : undefined,
  overrideSchema: ({ valibotSchema }) => {
    // The only schema that is code alone: textByName.
    if (valibotSchema.type === 'custom') return { type: 'object', additionalProperties: { type: 'string' } };
    // The converter knows records of any text only.
    if (valibotSchema.type !== 'record' || valibotSchema.key.type !== 'picklist') return undefined;
    return {
      type: 'object',
      propertyNames: { enum: valibotSchema.key.options },
      additionalProperties: withoutDialect(toJsonSchema(valibotSchema.value, CONVERSION)),
    };
  },
};

function withoutDialect({ $schema, ...body }) {
  return body;
}

function jsonSchemaText({ file, title, schema }) {
  const { $schema, ...body } = toJsonSchema(schema, CONVERSION);
  // The web site of the docs serves it there.
  const $id = new URL(`json-schema/${file}`, manifest.homepage).href;
  return `${JSON.stringify({ $schema, $id, title, ...body }, null, 2)}\n`;
}

const checkOnly = process.argv.includes('--check');
await mkdir(FOLDER, { recursive: true });
for (const document of DOCUMENTS) {
  const path = new URL(document.file, FOLDER);
  const text = jsonSchemaText(document);
  if (!checkOnly) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => null)) !== text) {
    console.error(`json-schema/${document.file} is stale: run node scripts/generate-json-schema.mjs`);
    process.exitCode = 1;
  }
}
