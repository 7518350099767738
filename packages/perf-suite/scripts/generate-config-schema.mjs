// Writes json-schema/perf-config.schema.json from the table of settings: `tsc -b && node scripts/generate-config-schema.mjs`.
// With --check it writes nothing and exits 1 if the file is not what it would write.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { SETTING_KEYS, SETTINGS_TABLE } from '../dist/orchestrator/config/settings-table.js';

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const FOLDER = new URL('../json-schema/', import.meta.url);
const FILE = 'perf-config.schema.json';

const CONVERSION = {
  target: 'draft-2020-12',
  // As it is written, not as it is read.
  typeMode: 'input',
  // JSON Schema has no word for what is checked in code.
  errorMode: 'ignore',
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'safe_integer' ? { ...jsonSchema, type: 'integer' } : undefined,
};

function propertyOf(key) {
  const { help, defaultText, schema, listOf } = SETTINGS_TABLE[key];
  const { $schema, ...alone } = toJsonSchema(schema, CONVERSION);
  // It refers to its own definitions, which are further inside here.
  const property = JSON.parse(JSON.stringify(alone).replaceAll('#/$defs/', `#/properties/${key}/$$defs/`));
  const description = defaultText === null ? help : `${help} (default: ${defaultText})`;
  if (listOf === undefined) return { description, ...property };
  // One word may also be text alone, and several with commas between them.
  return {
    description,
    anyOf: [{ enum: listOf }, { type: 'array', items: { enum: listOf } }, { type: 'string', pattern: ',' }],
  };
}

const text = `${JSON.stringify(
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    // The web site of the docs serves it there.
    $id: new URL(`json-schema/${FILE}`, manifest.homepage).href,
    title: 'Settings of perf-suite (perf.config.json)',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(SETTING_KEYS.map((key) => [key, propertyOf(key)])),
    },
    additionalProperties: false,
  },
  null,
  2,
)}\n`;

const path = new URL(FILE, FOLDER);
if (!process.argv.includes('--check')) {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path, text);
} else if ((await readFile(path, 'utf8').catch(() => null)) !== text) {
  console.error(`json-schema/${FILE} is stale: run npx --yes pnpm@10 generate`);
  process.exitCode = 1;
}
