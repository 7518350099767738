// Makes the repository that the tests of the action run on, to look at: node scripts/make-demo-repository.mjs FOLDER
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeDemoRepository } from '@perf-suite/testing/demo-repository';

const folder = resolve(process.argv[2] ?? 'demo-repository');
mkdirSync(folder, { recursive: true });
const { url, work, pulls } = makeDemoRepository(folder);
process.stdout.write(`${work}: the history; its host is ${url}\n`);
for (const { number, branch, head } of Object.values(pulls)) {
  process.stdout.write(`  pull request ${number}: ${branch}, at ${head.slice(0, 7)}\n`);
}
