import { describe, expect, it } from 'vitest';
import { parseAgainst } from './parse-against.js';

describe('parseAgainst', () => {
  it('reads npm packages with and without version and scope', () => {
    expect(parseAgainst('npm:semver@7.5.1')).toEqual({
      kind: 'npm',
      packages: [{ name: 'semver', version: '7.5.1' }],
    });
    expect(parseAgainst('npm:@noble/hashes@1.3.3, npm:diff')).toEqual({
      kind: 'npm',
      packages: [
        { name: '@noble/hashes', version: '1.3.3' },
        { name: 'diff', version: 'latest' },
      ],
    });
  });

  it('takes what looks like a path as a folder, anything else as a ref', () => {
    for (const path of ['.', '..', './base', '../other', '/abs', 'C:\\base']) {
      expect(parseAgainst(path)).toEqual({ kind: 'folder', path });
    }
    for (const ref of ['main', 'feature/x', 'HEAD~1', 'v1.2.3', 'main...', '@{upstream}', '.github']) {
      expect(parseAgainst(ref)).toEqual({ kind: 'ref', ref });
    }
  });

  it.each([
    '7.5.1',
    '7.6.0-rc.1+build.5',
    '^7.5',
    '~7.5.0',
    '>=7 <8',
    '7.x',
    '*',
    '1 || 2',
    '1.2 - 2',
    'v7.5.1',
    'next',
    'release-7.x',
  ])('reads the version, range or tag %s', (version) => {
    expect(parseAgainst(`npm:@scope/a.b-c@${version}`)).toEqual({
      kind: 'npm',
      packages: [{ name: '@scope/a.b-c', version }],
    });
  });

  it.each([
    '--foo',
    '-g',
    '@-x/y',
    '../x',
    '..',
    '.hidden',
    '/abs',
    'C:/x',
    'https://host/x.tgz',
    'git+ssh://host/x',
    'user/repo',
    'semver@',
    'semver@..',
    'semver@../x',
    'semver@/abs',
    'semver@~/x',
    'semver@http:host',
    'semver@file:x',
    'semver@npm:other@1',
    'semver@git+https://host/x',
    'semver@user/repo',
    'semver@x.tgz',
    'semver@1.0.0.tar.gz;',
    'semver@-g',
    'semver@--global',
    'semver@7 --global',
    'semver@7 & calc',
    'semver@$(id)',
    'semver@7.5.1,--foo',
    `${'a'.repeat(215)}@1`,
  ])('refuses npm:%s, which npm would take for a flag, a path or an address', (text) => {
    expect(() => parseAgainst(`npm:${text}`)).toThrow(
      expect.objectContaining({
        code: 'bad-usage',
        message: expect.stringContaining('expected npm:name@version'),
      }),
    );
  });

  it.each(['', '  ', '-x', '--help', 'npm:', 'npm:../x@1', 'npm:a b', 'npm:semver@7@8', 'old.run.json'])(
    'refuses %j',
    (against) => {
      expect(() => parseAgainst(against)).toThrow(expect.objectContaining({ code: 'bad-usage' }));
    },
  );

  it('sends a run file to --baseline', () => {
    expect(() => parseAgainst('a.run.json.gz')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--baseline a.run.json.gz') }),
    );
  });
});
