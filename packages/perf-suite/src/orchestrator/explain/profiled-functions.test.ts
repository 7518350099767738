import { expect, it } from 'vitest';
import type { ScriptFunctions } from '../../wire/profile.js';
import { FunctionNames } from './profiled-functions.js';

/** A module with `sorted` (lines 2 to 5), a comparator in it, and a callback outside of any function with a name. */
const SCRIPT: ScriptFunctions = {
  scriptId: '7',
  path: '/p/src/scene.js',
  functions: [
    { name: '', start: { line: 0, column: 0 }, end: { line: 9, column: 0 }, hash: 'module' },
    { name: 'sorted', start: { line: 2, column: 0 }, end: { line: 5, column: 1 }, hash: 'sorted' },
    { name: '', start: { line: 3, column: 14 }, end: { line: 3, column: 30 }, hash: 'comparator' },
    { name: '', start: { line: 7, column: 8 }, end: { line: 8, column: 2 }, hash: 'callback' },
  ],
};

function namesIn(folder = '/p'): FunctionNames {
  const source = { variant: 'head', file: '/p/a.bench.js', contentFrom: '/p/a.bench.js', folder } as const;
  return new FunctionNames({ source: { ...source, packages: { lib: '/cache/lib' } }, cacheFolder: '/none' });
}

function frame(given: Partial<Parameters<ReturnType<FunctionNames['ofProfile']>>[0]>) {
  return {
    functionName: '',
    scriptId: '7',
    url: 'file:///p/src/scene.js',
    lineNumber: 0,
    columnNumber: 0,
    ...given,
  };
}

it('a function without a name counts as part of the named one that it is written in', () => {
  const names = namesIn();
  const functionOf = names.ofProfile({ scripts: [SCRIPT] });
  const comparator = functionOf(frame({ lineNumber: 3, columnNumber: 15 }));
  const sorted = functionOf(frame({ functionName: 'sorted', lineNumber: 2, columnNumber: 15 }));
  expect(comparator).toMatchObject({
    name: '(anonymous) in sorted',
    file: 'src/scene.js',
    line: 4,
    owner: sorted.key,
  });
  expect(sorted).toMatchObject({ name: 'sorted', line: 3, owner: sorted.key });
  const callback = functionOf(frame({ lineNumber: 7, columnNumber: 8 }));
  expect(callback).toMatchObject({ name: '(anonymous)', owner: callback.key });
  expect(names.at([SCRIPT], '/p/src/scene.js', 4, 20)?.name).toBe('sorted');
  expect(names.at([SCRIPT], '/p/src/other.js', 4, 20)).toBeNull();
});

it('files are named as both sides know them', () => {
  const functionOf = namesIn().ofProfile({ scripts: [] });
  const fileOf = (url: string) => functionOf(frame({ functionName: 'f', url, scriptId: url })).file;
  expect(fileOf('file:///p/src/a%20b.js?perf-variant=head')).toBe('src/a b.js');
  expect(fileOf('file:///p/node_modules/.pnpm/x@1/node_modules/x/index.js')).toBe('node_modules/x/index.js');
  expect(fileOf('file:///cache/lib/main.js')).toBe('node_modules/lib/main.js');
  expect(fileOf('file:///elsewhere/main.js')).toBe('/elsewhere/main.js');
});

it('what is no code of the benchmark is told apart', () => {
  const functionOf = namesIn().ofProfile({ scripts: [] });
  const kindOf = (functionName: string, url = '', scriptId = '0') =>
    functionOf(frame({ functionName, url, scriptId })).kind;
  expect(kindOf('(garbage collector)')).toBe('state');
  expect(kindOf('batch', '', '12')).toBe('loop');
  expect(kindOf('slice')).toBe('runtime');
  expect(kindOf('readFile', 'node:fs')).toBe('runtime');
  expect(kindOf('post', 'node:inspector')).toBe('hook');
  expect(kindOf('run', 'file:///p/node_modules/tinybench/dist/index.js')).toBe('tool');
  expect(kindOf('parse', 'file:///p/parse.js')).toBe('code');
});
