import { writeFiles } from '../base/temporary-repository.js';
import { newFolder } from '../failures/run-command.js';

/**
 * A real service: it answers after a number of hashes that its path asks for, notes its process, its port and what it
 * was asked in files, and misbehaves as the variable MODE says.
 */
export const SERVER = `
import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { MODE = '', NAME = 'service', PORT } = process.env;
const HASHES = { '/items': 1000, '/items/1': 1000 };
writeFileSync(NAME + '.pid', String(process.pid));
appendFileSync(NAME + '.starts', PORT + '\\n');
if (MODE === 'exits') {
  console.error('no database');
  process.exit(3);
}
let count = 0;
const server = createServer((request, response) => {
  count++;
  appendFileSync(NAME + '.asked', request.method + ' ' + request.url + '\\n');
  if (request.url === '/health') {
    response.statusCode = MODE === 'unready' ? 503 : 200;
    return response.end('ok');
  }
  if (MODE === 'hangs') return;
  if (MODE === 'crashes' && count > 2) throw new Error('out of items');
  if (MODE === 'kills' && count > 1) process.kill(process.ppid, 'SIGKILL');
  if (request.url === '/broken') response.statusCode = 500;
  let text = '';
  for (let i = 0; i < (HASHES[request.url] ?? 1); i++) text = createHash('sha256').update(text).digest('hex');
  response.end('item ' + text);
});
server.listen(MODE === 'elsewhere' ? 0 : PORT, () => console.log('listening'));
`;

/** Makes a folder with a service and a benchmark file that declares services. */
export function serviceProject(services: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = newFolder();
  writeFiles(folder, { ...filesWith(services), ...files });
  return folder;
}

export function filesWith(services: string): Record<string, string> {
  return {
    'package.json': '{ "type": "module" }',
    'server.js': SERVER,
    'api.bench.js': `import { suite } from 'perf-suite';\nexport default suite(({ bench, service, group }) => {\n${services}\n});\n`,
  };
}
