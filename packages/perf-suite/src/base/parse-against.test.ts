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
