import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The endpoints of the service, with the work of each: how often a text is hashed for an answer. */
export const ENDPOINTS = { list: 1200, 'one item': 400, search: 2400, report: 4000 };

/**
 * Writes a project with a service in node:http whose endpoints do always the same work, counted and not timed; the one
 * named does more by the ratio given.
 * @param {string} folder absolute
 * @param {{ name: string, ratio: number } | null} slowed
 */
export async function writeCheckout(folder, slowed) {
  const hashes = Object.fromEntries(
    Object.entries(ENDPOINTS).map(([name, count]) => [
      pathOf(name),
      Math.round(count * (1 + (slowed?.name === name ? slowed.ratio : 0))),
    ]),
  );
  const files = {
    'package.json': '{ "type": "module" }\n',
    'api.bench.js': benchmarkFile(),
    'hashes.json': JSON.stringify(hashes),
    'server.js': SERVER,
  };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

function pathOf(name) {
  return `/${name.replaceAll(' ', '-')}`;
}

const SERVER = `import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const hashes = JSON.parse(readFileSync(new URL('hashes.json', import.meta.url), 'utf8'));

createServer((request, response) => {
  const count = hashes[request.url];
  if (count === undefined) {
    response.statusCode = request.url === '/health' ? 200 : 404;
    return response.end();
  }
  let text = 'a';
  for (let i = 0; i < count; i++) text = createHash('sha256').update(text).digest('hex');
  response.end(text);
}).listen(process.env.PORT);
`;

function benchmarkFile() {
  const requests = Object.keys(ENDPOINTS).map((name) => ({ name, path: pathOf(name) }));
  return `import { suite } from 'perf-suite';

export default suite(({ service }) => {
  service('api', { start: ['node', 'server.js'], ready: '/health', requests: ${JSON.stringify(requests)} });
});
`;
}
