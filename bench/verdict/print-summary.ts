import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SuiteResult } from './suite-result.js';
import { summarise } from './summary.js';

/** Prints the tables of `docs/how-it-decides.md` from the results file (or the one given). */
const path = process.argv[2] ?? fileURLToPath(new URL('../../verdict/results.jsonl', import.meta.url));
const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
process.stdout.write(summarise(lines.map((line) => JSON.parse(line) as SuiteResult)));
