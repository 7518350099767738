// Writes json-schema/*.schema.json from the built schemas: `tsc -b && node scripts/generate-message-schemas.mjs`.
// With --check it writes nothing and exits 1 if a file is not what it would write.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { clientMessageSchema } from '../dist/message/client-message.js';
import { serverMessageSchema } from '../dist/message/server-message.js';

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const FOLDER = new URL('../json-schema/', import.meta.url);
const DOCUMENTS = [
  {
    file: 'server-message.schema.json',
    title: 'Message of a live stream to a watcher',
    schema: serverMessageSchema,
  },
  {
    file: 'client-message.schema.json',
    title: 'Message of a watcher to a live stream',
    schema: clientMessageSchema,
  },
];

const CONVERSION = {
  target: 'draft-2020-12',
  // What a watcher may leave out is optional in the schema as well.
  typeMode: 'input',
  // JSON has no number that is not finite.
  ignoreActions: ['finite'],
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'safe_integer' ? { ...jsonSchema, type: 'integer' } : undefined,
  // The only schema that is code alone: textByName.
  overrideSchema: ({ valibotSchema }) =>
    valibotSchema.type === 'custom'
      ? { type: 'object', additionalProperties: { type: 'string' } }
      : undefined,
};

const checkOnly = process.argv.includes('--check');
await mkdir(FOLDER, { recursive: true });
for (const { file, title, schema } of DOCUMENTS) {
  const path = new URL(file, FOLDER);
  const { $schema, ...body } = toJsonSchema(schema, CONVERSION);
  // The web site of the docs serves it there.
  const $id = new URL(`json-schema/${file}`, manifest.homepage).href;
  const text = `${JSON.stringify({ $schema, $id, title, ...body }, null, 2)}\n`;
  if (!checkOnly) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => null)) !== text) {
    console.error(`json-schema/${file} is stale: run node scripts/generate-message-schemas.mjs`);
    process.exitCode = 1;
  }
}
