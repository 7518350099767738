import { readFile } from 'node:fs/promises';
import { summarise } from './other-tools/summary.js';
import type { ToolResult } from './other-tools/tool.js';
import { putIntoPage } from './put-into-page.js';

/** Prints the table made from the results of other-tools.ts, and puts it into docs/how-it-decides.md. */
const repository = new URL('../../../', import.meta.url);
const text = await readFile(new URL('bench/verdict/other-tools/results.jsonl', repository), 'utf8');
const results = text
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as ToolResult);
const table = summarise(results);
await putIntoPage(new URL('docs/how-it-decides.md', repository), 'other tools', table);
process.stdout.write(table);
