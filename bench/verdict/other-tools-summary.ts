import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { summarise } from './other-tools/summary.js';
import type { ToolResult } from './other-tools/tool.js';

/** Prints the table made from a results file of other-tools.ts: the one kept here, or the one named. */
const kept = fileURLToPath(new URL('../../verdict/other-tools/results.jsonl', import.meta.url));
const lines = (await readFile(process.argv[2] ?? kept, 'utf8')).trimEnd().split('\n');
process.stdout.write(summarise(lines.map((line) => JSON.parse(line) as ToolResult)));
