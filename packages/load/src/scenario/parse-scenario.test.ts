import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseScenario } from './parse-scenario.js';
import { readScenarioFile } from './read-scenario-file.js';

const parsed = (value: unknown) => parseScenario(value, { source: 'api.yaml' });

it('reads short and long requests', () => {
  const { requests, seed } = parsed({
    seed: 3,
    requests: [
      '/items?page=2',
      'DELETE /items/1',
      {
        name: 'add',
        method: 'POST',
        path: '/items',
        headers: { 'X-User': 5 },
        json: { title: 'a' },
        weight: 2.5,
        timeout: '2s',
        check: { status: [201, '3xx'], headers: { Location: '/items/' }, body: 'a', json: { '$.id': 1 } },
      },
    ],
  });
  expect(seed).toBe(3);
  expect(requests[0]).toMatchObject({
    name: 'GET /items?page=2',
    method: 'GET',
    path: '/items?page=2',
    body: null,
    weight: 1,
    timeoutMs: null,
    check: { statuses: [{ from: 100, to: 399 }] },
  });
  expect(requests[1]).toMatchObject({ name: 'DELETE /items/1', method: 'DELETE', path: '/items/1' });
  expect(requests[2]).toMatchObject({
    name: 'add',
    headers: { 'x-user': '5', 'content-type': 'application/json' },
    body: '{"title":"a"}',
    weight: 2.5,
    timeoutMs: 2000,
    check: {
      statuses: [
        { from: 201, to: 201 },
        { from: 300, to: 399 },
      ],
      headers: { location: '/items/' },
      bodyText: 'a',
    },
  });
});

it.each([
  ['a list', [], 'at / expected an object, found'],
  ['no requests', { requests: [] }, 'at /requests expected'],
  [
    'a misspelt key',
    { requests: [{ path: '/', wieght: 2 }] },
    'at /requests/0 expected name, method, path, headers, body, json, bodyFile, weight, timeout, check, found "wieght"',
  ],
  ['a path without a slash', { requests: ['items'] }, 'expected a path such as /items'],
  [
    'a whole URL',
    { requests: [{ path: 'http://x/' }] },
    'at /requests/0/path expected a path that starts with /',
  ],
  ['an unknown method', { requests: ['FETCH /items'] }, 'expected a path such as /items'],
  ['a weight of 0', { requests: [{ path: '/', weight: 0 }] }, 'at /requests/0/weight expected more than 0'],
  ['a duration without a unit', { requests: [{ path: '/', timeout: '5' }] }, 'a duration such as 90ms'],
  [
    'two bodies',
    { requests: [{ method: 'POST', path: '/', body: 'a', json: 1 }] },
    'one of body, json and bodyFile',
  ],
  [
    'a body with GET',
    { requests: [{ path: '/', body: 'a' }] },
    'a method that takes a body beside body, found GET',
  ],
  [
    'a file where there are none',
    { requests: [{ method: 'PUT', path: '/', bodyFile: 'a' }] },
    '/bodyFile expected no such key',
  ],
  ['a status of 99', { requests: [{ path: '/', check: { status: 99 } }] }, '/check/status'],
  [
    'a path of several places',
    { requests: [{ path: '/', check: { json: { '$..id': 1 } } }] },
    'a JSON path of one place',
  ],
  [
    'the same name twice',
    { requests: ['/a', '/a'] },
    'at /requests/1 expected a new name, found "GET /a" again',
  ],
  ['an unknown value', { requests: ['/a/{id}'] }, 'names of values in braces (known: none), found {id}'],
  ['a range upside down', { values: { id: { from: 2, to: 1 } }, requests: ['/{id}'] }, 'at /values/id'],
  [
    'a header with a line break',
    { requests: [{ path: '/', headers: { a: 'b\r\nc: d' } }] },
    'text on one line',
  ],
  [
    'compression beside a check of the body',
    { requests: [{ path: '/', headers: { 'Accept-Encoding': 'gzip' }, check: { body: 'a' } }] },
    'no accept-encoding beside',
  ],
])('refuses %s and says what to do', (_what, value, message) => {
  expect(() => parsed(value)).toThrow(message);
  expect(() => parsed(value)).toThrow(expect.objectContaining({ code: 'bad-file' }));
});

async function fileWith(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-scenario-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

it('reads YAML and JSON files, and bodies from files beside them', async () => {
  const path = await fileWith(
    'api.yaml',
    'requests:\n  - /a\n  - { name: up, method: PUT, path: /up, bodyFile: api.yaml }\n',
  );
  const { requests } = await readScenarioFile(path);
  expect(requests.map(({ name }) => name)).toEqual(['GET /a', 'up']);
  expect(Buffer.from(requests[1]?.body as Uint8Array).toString()).toContain('bodyFile: api.yaml');
  const json = await fileWith('api.json', '{ "requests": ["/a"] }');
  expect((await readScenarioFile(json)).requests).toHaveLength(1);
});

it('says what is wrong with a file', async () => {
  await expect(readScenarioFile('/no/such.yaml')).rejects.toMatchObject({ code: 'not-found' });
  const broken = await fileWith('broken.yaml', 'requests: [\n  - {');
  await expect(readScenarioFile(broken)).rejects.toThrow(`${broken}: expected YAML or JSON`);
  const bombs = Array.from(
    { length: 9 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
  );
  const bomb = await fileWith('bomb.yaml', ['a0: &a0 x', ...bombs, 'requests: *a9'].join('\n'));
  await expect(readScenarioFile(bomb)).rejects.toMatchObject({ code: 'bad-file' });
  const missing = await fileWith(
    'missing.yaml',
    'requests: [{ method: PUT, path: /, bodyFile: nothing.bin }]',
  );
  await expect(readScenarioFile(missing)).rejects.toThrow('at /requests/0/bodyFile expected a file');
  const misspelt = await fileWith(
    'misspelt.yaml',
    'requests:\n  - /a\n  - path: /b\n    wieght: 2\n  - /c\n',
  );
  await expect(readScenarioFile(misspelt)).rejects.toThrow(`${misspelt}:3: at /requests/1 expected`);
  const text = await fileWith('text.yaml', '# no scenario\nrequests: none\n');
  await expect(readScenarioFile(text)).rejects.toThrow(`${text}:2: at /requests expected`);
});
