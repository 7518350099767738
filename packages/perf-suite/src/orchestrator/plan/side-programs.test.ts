import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { programsOfBase } from './side-programs.js';

it("names base's own programs and files where the environment names head's", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-side-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [head, base] = [join(folder, 'head'), join(folder, 'base')];
  for (const side of [head, base]) mkdirSync(join(side, 'node_modules/.bin'), { recursive: true });
  const environment = {
    PATH: [join(head, 'node_modules/.bin'), '/usr/bin'].join(delimiter),
    INIT_CWD: head,
    OTHER: 'same',
  };
  expect(programsOfBase(head, base, { packages: {} }, environment)).toEqual({
    variables: { PATH: [join(base, 'node_modules/.bin'), '/usr/bin'].join(delimiter), INIT_CWD: base },
  });
});

it('finds the programs of another version of a package, and another Node', () => {
  const packages = { tool: '/kept/node_modules/tool', '@scope/other': '/kept2/node_modules/@scope/other' };
  expect(programsOfBase('/p', '/p', { packages, program: '/nodes/22/bin/node' }, {})).toEqual({
    programs: ['/nodes/22/bin', '/kept/node_modules/.bin', '/kept2/node_modules/.bin'],
  });
});

it('says nothing where both sides are one project', () => {
  expect(programsOfBase('/p', '/p', { packages: {} }, { PATH: '/p/node_modules/.bin' })).toEqual({});
});
