import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, perfSuite } from '../failures/run-command.js';

const BENCH = `
import { suite } from 'perf-suite';
export default suite(({ bench }) => bench('one', () => 1));
`;

/** A project whose files all begin with a byte order mark, as editors and shells on Windows write them. */
function projectWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'lib'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? `\uFEFF${content}` : content);
  }
  return folder;
}

const inUtf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
const list = (folder: string) => perfSuite(['list', '--format', 'json', '--cwd', folder]);

describe('a byte order mark', () => {
  it('changes nothing in package.json, tsconfig.json, TypeScript and JavaScript', async () => {
    const folder = projectWith({
      'package.json': '{ "type": "module", "perf": { "files": ["*.bench.*"] } }',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
      'lib/one.ts': 'export const one: number = 1;',
      'a.bench.ts': `import { one } from '@/one';\nif (one !== 1) throw new Error('not one');\n${BENCH}`,
      'b.bench.js': BENCH,
      'c.bench.cts':
        "const { suite } = require('perf-suite');\nmodule.exports = suite(({ bench }) => bench('one', () => 1));",
    });
    const { exitCode, stdout, stderr } = await list(folder);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const ids = JSON.parse(stdout).benchmarks.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(['a.bench.ts#one', 'b.bench.js#one', 'c.bench.cts#one']);
  });

  it.each([
    ['perf.config.json', '{ "files": ["given.js"] }'],
    ['perf.config.ts', 'export default { files: ["given.js"] }'],
    ['perf.config.mjs', 'export default { files: ["given.js"] }'],
    ['perf.config.cjs', 'module.exports = { files: ["given.js"] }'],
  ])('changes nothing in %s', async (name, text) => {
    const { stdout, stderr } = await list(
      projectWith({ 'package.json': '{ "type": "module" }', 'given.js': BENCH, [name]: text }),
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).benchmarks).toHaveLength(1);
  });
});

describe('UTF-16', () => {
  it.each(['perf.config.json', 'perf.config.mjs', 'perf.config.ts', 'package.json', 'tsconfig.json'])(
    'in %s is named',
    async (name) => {
      const folder = projectWith({ 'a.bench.ts': BENCH, [name]: inUtf16('{}') });
      const { exitCode, stderr, stdout } = await list(folder);
      expect(exitCode).not.toBe(0);
      expect(stderr + stdout).toContain(`${name}: expected text in UTF-8, found UTF-16`);
    },
  );

  it('in a benchmark file is named', async () => {
    const folder = projectWith({ 'a.bench.js': inUtf16(BENCH), 'b.bench.ts': inUtf16(BENCH) });
    const { exitCode, stdout } = await list(folder);
    expect(exitCode).toBe(6);
    expect(JSON.parse(stdout).brokenFiles.map(({ failure }: { failure: object }) => failure)).toEqual([
      expect.objectContaining({ reason: 'load', message: 'expected text in UTF-8, found UTF-16' }),
      expect.objectContaining({ reason: 'load', message: 'expected text in UTF-8, found UTF-16' }),
    ]);
  });
});
