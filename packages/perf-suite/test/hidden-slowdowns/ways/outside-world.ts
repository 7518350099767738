import { BASE_COUNT, BUSY, benchmark, changedLibrary } from '../project-snippets.js';
import type { Way } from '../way.js';

const FOUND = { outcome: 'found' } as const;

/** Files, ports and sockets that outlive a process, or that both sides' processes reach. */
export const OUTSIDE_WORLD: readonly Way[] = [
  {
    name: 'sized by a template that the first copy leaves in `os.tmpdir()`',
    kind: 'shared state',
    ...cachedOnDisk("join(tmpdir(), 'project-template.json')"),
    env: { TMPDIR: '{{outside}}' },
    expected: FOUND,
  },
  {
    name: 'sized by a template that the first copy leaves under a fixed path',
    kind: 'shared state',
    ...cachedOnDisk("'{{outside}}/project-template.json'"),
    expected: { outcome: 'refused', says: /project-template\.json/ },
  },
  {
    name: "sized by a template that the first copy leaves in the user's home folder",
    kind: 'shared state',
    ...cachedOnDisk("join(homedir(), '.project-template.json')"),
    expected: { outcome: 'refused', says: /project-template\.json/ },
  },
  {
    name: "sized by a template that the first copy leaves in the user's cache folder",
    kind: 'shared state',
    ...cachedOnDisk("join(process.env.XDG_CACHE_HOME, 'project-template.json')"),
    expected: { outcome: 'refused', says: /project-template\.json/ },
  },
  {
    name: 'sized by a template that the first copy leaves in `node_modules/.cache` of the working folder',
    kind: 'shared state',
    ...cachedOnDisk("join('node_modules/.cache', 'project-template.json')"),
    expected: FOUND,
  },
  {
    name: 'sized by a template that the first call leaves in `os.tmpdir()`',
    kind: 'shared state',
    ...changedLibrary(
      (count) => `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
${BUSY}let known;
export function work() {
  if (known === undefined) {
    const file = tmpdir() + '/project-size.txt';
    if (!existsSync(file)) writeFileSync(file, '${count}');
    known = Number(readFileSync(file, 'utf8'));
  }
  return busy(known);
}
`,
    ),
    env: { TMPDIR: '{{outside}}' },
    expected: FOUND,
  },
  {
    name: 'done by a server on a fixed port that one copy holds and the other one talks to',
    kind: 'shared code',
    ...served("{ port: {{port}}, host: '127.0.0.1' }"),
    expected: { outcome: 'refused', says: /\bport\b/i },
  },
  {
    name: 'done by a server on a Unix socket that one copy holds and the other one talks to',
    kind: 'shared code',
    ...served("{ path: '{{outside}}/project.sock' }"),
    expected: { outcome: 'refused', says: /project\.sock/ },
  },
  {
    name: 'sized by a file that the first copy writes into the working folder',
    kind: 'shared state',
    ...cachedOnDisk("'ignored/project-template.json'"),
    expected: FOUND,
  },
];

/** A library that makes a file if there is none, and goes by what it says. */
function cachedOnDisk(file: string): Pick<Way, 'base' | 'head'> {
  return changedLibrary(
    (count) => `import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
${BUSY}const file = ${file};
if (!existsSync(file)) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ count: ${count} }));
}
const { count } = JSON.parse(readFileSync(file, 'utf8'));
export const work = () => busy(count);
`,
  );
}

function served(place: string): Pick<Way, 'base' | 'head'> {
  const library = (count: number): string => `import net from 'node:net';
${BUSY}const place = ${place};
export async function open() {
  const server = net.createServer((socket) => socket.on('data', () => socket.write(String(busy(${count}) % 10))));
  const isOurs = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(place, () => resolve(true));
  });
  const socket = net.connect(place);
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, close: () => { socket.destroy(); if (isOurs) server.close(); } };
}
`;
  return {
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { open } from '../src/lib.mjs';",
        "{ setup: open, run: ({ socket }) => new Promise((resolve) => { socket.once('data', resolve); socket.write('x'); }), teardown: ({ close }) => close() }",
      ),
      'src/lib.mjs': library(BASE_COUNT * 3),
    },
    head: { 'src/lib.mjs': library(BASE_COUNT * 9) },
  };
}
