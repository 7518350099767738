// Builds before the tests run, and again before each further run of a watch: many of them start the built
// programs, and none may test yesterday's. Where nothing changed this takes two seconds.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const STEPS = [
  ['node_modules/typescript/bin/tsc', '-b'],
  ['packages/stream/scripts/build-page.mjs'],
  ['packages/perf-analyze/scripts/build-page.mjs'],
];

function build() {
  for (const step of STEPS) execFileSync(process.execPath, step, { cwd: root, stdio: 'inherit' });
}

export default function setup(project) {
  build();
  project.onTestsRerun(build);
}
