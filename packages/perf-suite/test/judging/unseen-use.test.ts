import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeFiles } from '../base/temporary-repository.js';
import { newFolder, perfSuite, QUICK, readRun } from '../failures/run-command.js';

const MANIFEST = { name: 'project', type: 'module' };

function benchmark(imports: string): string {
  return `import { suite } from 'perf-suite';\n${imports}\nimport { work } from './work.js';\nexport default suite(({ bench }) => { bench('work', () => work(3)); });\n`;
}

/** A service that keeps what the first who asks wants. */
async function keepingService(): Promise<string> {
  let kept: string | null = null;
  const server = createServer((request, response) => {
    kept ??= request.url ?? '';
    response.end(kept);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('a service that both sides use, and processes and threads, are told of once a file', async () => {
  const service = await keepingService();
  const folder = newFolder();
  const files = {
    'package.json': MANIFEST,
    'service.bench.js': benchmark(`await (await fetch('http://${service}/3')).text();`),
    'thread.bench.js': benchmark(
      "import { Worker } from 'node:worker_threads';\nnew Worker('0', { eval: true });",
    ),
    'typescript.bench.js': benchmark(
      "import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('./helper.cts');",
    ),
    'helper.cts': 'exports.unused = 1 as number;\n',
  };
  for (const [side, source] of Object.entries({ base: 'n * 2', head: 'n + n' })) {
    mkdirSync(join(folder, side));
    writeFiles(join(folder, side), { ...files, 'work.js': `export const work = (n) => ${source};\n` });
  }
  const out = join(folder, 'a.run.json');
  const finished = await perfSuite(
    ['run', '--cwd', join(folder, 'head'), '--against', '../base', ...QUICK].concat('--out', out),
  );
  const said = readRun(out, finished).warnings.filter(({ code }) =>
    ['shared-service', 'not-seen-inside'].includes(code),
  );
  expect(said.map(({ message }) => message)).toEqual([
    `service.bench.js: base and head both use the service at ${service}: what one side leaves there, the other may find`,
    'thread.bench.js starts processes or worker threads: what these read, write and connect to is not seen, and neither is what both sides share there',
  ]);
});
