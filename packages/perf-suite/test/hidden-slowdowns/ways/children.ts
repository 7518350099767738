import { BASE_COUNT, BUSY, benchmark } from '../project-snippets.js';
import type { Way } from '../way.js';

const FOUND = { outcome: 'found' } as const;

/** Work that outweighs a message to another process or thread, and how long that waits on a busy machine. */
const IN_CHILD = { base: BASE_COUNT * 10, head: BASE_COUNT * 150 };
/** Work that outweighs the start of a process. */
const IN_SCRIPT = { base: BASE_COUNT * 50, head: BASE_COUNT * 700 };
/** Starting a process takes too long for short rounds. */
const LONGER = ['--time', '200ms'];

const FORKED = `{
  setup: async () => { const child = START; await new Promise((resolve) => child.once('message', resolve)); return child; },
  run: (child) => new Promise((resolve) => { child.once('message', resolve); child.SEND('go'); }),
  teardown: (child) => { child.END(); },
}`;

/** What a package manager that runs a script does to PATH. */
const WITH_TOOLS = { PATH: `{{head}}/tools:${process.env.PATH}` };

/** Work that is done by another process or thread, which gets a file's name. */
export const CHILDREN: readonly Way[] = [
  script(
    'by `execFileSync`, named relative to the working folder',
    "execFileSync(process.execPath, ['src/work.mjs'])",
  ),
  script(
    'by `spawnSync`, started in `process.cwd()`',
    "spawnSync(process.execPath, ['work.mjs'], { cwd: process.cwd() + '/src' }).status",
  ),
  script(
    'by `spawnSync`, named by an absolute path that is made of `process.cwd()`',
    "spawnSync(process.execPath, [process.cwd() + '/src/work.mjs']).status",
  ),
  script(
    'by `execFileSync`, named by `import.meta.url`',
    "execFileSync(process.execPath, [fileURLToPath(new URL('../src/work.mjs', import.meta.url))])",
  ),
  script('by a shell command: `execSync("node src/work.mjs")`', "execSync('node src/work.mjs')"),
  {
    ...tool('that each call finds in a folder of PATH', "() => execFileSync('work')"),
    env: WITH_TOOLS,
  },
  {
    ...tool(
      'that each call finds in a folder of PATH, from its own folder',
      '() => execFileSync(\'work\', { cwd: fileURLToPath(new URL(".", import.meta.url)) })',
    ),
    env: WITH_TOOLS,
  },
  {
    ...tool('that a variable of the environment names', '() => execFileSync(process.env.WORK_TOOL)'),
    env: { WORK_TOOL: '{{head}}/tools/work' },
  },
  {
    name: 'done by a process that `fork("src/work.mjs")` starts once',
    kind: 'wrong files',
    ...talking("import { fork } from 'node:child_process';", "fork('src/work.mjs')", 'send', 'disconnect'),
    expected: FOUND,
  },
  {
    name: 'done by a worker thread that is named relative to the working folder',
    kind: 'wrong files',
    ...talking(
      "import { Worker } from 'node:worker_threads';",
      "new Worker('./src/work.mjs')",
      'postMessage',
      'terminate',
    ),
    expected: FOUND,
  },
  {
    name: 'done by a worker thread that is named by `new URL(..., import.meta.url)`',
    kind: 'wrong files',
    ...talking(
      "import { Worker } from 'node:worker_threads';",
      "new Worker(new URL('../src/work.mjs', import.meta.url))",
      'postMessage',
      'terminate',
    ),
    expected: FOUND,
  },
];

function script(name: string, call: string): Way {
  return {
    name: `done by a process that each call starts ${name}`,
    kind: 'wrong files',
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { execFileSync, execSync, spawnSync } from 'node:child_process';\nimport { fileURLToPath } from 'node:url';",
        `() => ${call}`,
      ),
      'src/work.mjs': `${BUSY}busy(${IN_SCRIPT.base});\n`,
    },
    head: { 'src/work.mjs': `${BUSY}busy(${IN_SCRIPT.head});\n` },
    args: LONGER,
    expected: FOUND,
  };
}

function tool(name: string, run: string): Way {
  const source = (count: number): string => `#!/usr/bin/env node\n${BUSY}busy(${count});\n`;
  return {
    name: `done by a program ${name}`,
    kind: 'wrong files',
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { execFileSync } from 'node:child_process';\nimport { fileURLToPath } from 'node:url';",
        run,
      ),
      'tools/work': source(IN_SCRIPT.base),
    },
    head: { 'tools/work': source(IN_SCRIPT.head) },
    args: LONGER,
    expected: FOUND,
  };
}

function talking(imports: string, start: string, send: string, end: string): Pick<Way, 'base' | 'head'> {
  return {
    base: {
      'bench/work.bench.mjs': benchmark(
        imports,
        FORKED.replace('START', start).replace('SEND', send).replace('END', end),
      ),
      'src/work.mjs': answering(IN_CHILD.base),
    },
    head: { 'src/work.mjs': answering(IN_CHILD.head) },
  };
}

/** A program that does the work for each message, whether it is a process or a thread. */
function answering(count: number): string {
  return `import { parentPort } from 'node:worker_threads';
${BUSY}const answer = (value) => (parentPort === null ? process.send(value) : parentPort.postMessage(value));
(parentPort ?? process).on('message', () => answer(busy(${count})));
answer('ready');
`;
}
