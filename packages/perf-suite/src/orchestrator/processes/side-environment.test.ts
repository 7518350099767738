import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { environmentForSide, flagsForSide } from './side-environment.js';

const place = realpathSync(mkdtempSync(join(tmpdir(), 'perf-environment-')));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const head = join(place, 'head');
const base = join(place, 'base');
const project = join(head, 'packages', 'a');
const projectOfBase = join(base, 'packages', 'a');
for (const top of [head, base]) {
  mkdirSync(join(top, 'packages', 'a'), { recursive: true });
  for (const file of ['.git', 'package.json', 'packages/a/hook.mjs']) writeFileSync(join(top, file), '');
}
writeFileSync(join(project, 'new.json'), '');

const forBase = (environment: Record<string, string>) =>
  environmentForSide(environment, project, projectOfBase);

it("folders of PATH in head's project are base's own, whether base has them or not", () => {
  const bin = (folder: string): string => join(folder, 'node_modules', '.bin');
  expect(forBase({ PATH: [bin(project), '/usr/bin'].join(delimiter) })).toEqual({
    PATH: [bin(projectOfBase), '/usr/bin'].join(delimiter),
  });
});

it("a variable that names a file of head's project or repository names base's, where base has it", () => {
  const given = {
    npm_config_local_prefix: head,
    npm_package_json: join(head, 'package.json'),
    NEW: join(project, 'new.json'),
    HOOK: pathToFileURL(join(project, 'hook.mjs')).href,
    TEXT: 'text',
    BASE: projectOfBase,
  };
  expect(forBase(given)).toEqual({
    ...given,
    npm_config_local_prefix: base,
    npm_package_json: join(base, 'package.json'),
    HOOK: pathToFileURL(join(projectOfBase, 'hook.mjs')).href,
  });
});

it("flags of Node name base's files", () => {
  expect(
    flagsForSide([`--import=${join(project, 'hook.mjs')}`, '--expose-gc'], project, projectOfBase),
  ).toEqual([`--import=${join(projectOfBase, 'hook.mjs')}`, '--expose-gc']);
});

it('head keeps its environment', () => {
  const given = { PATH: join(project, 'bin'), HOME: project };
  expect(environmentForSide(given, project, project)).toEqual(given);
});

it('a project folder that was taken away meanwhile is no error here: its process cannot start', () => {
  const gone = join(place, 'gone');
  expect(environmentForSide({ HOME: '/home' }, gone, projectOfBase)).toEqual({ HOME: '/home' });
  expect(environmentForSide({ HOME: '/home' }, project, gone)).toEqual({ HOME: '/home' });
});
