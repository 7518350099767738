import { realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withoutShimPaths } from './node-path.js';

const ofShim = [
  '/project/node_modules/.pnpm/perf-suite@1.0.0/node_modules/perf-suite/node_modules',
  '/project/node_modules/.pnpm/perf-suite@1.0.0/node_modules',
  '/project/node_modules/.pnpm/node_modules',
];
const nodePathOf = (...folders: readonly string[]) =>
  withoutShimPaths({ NODE_PATH: folders.join(delimiter), HOME: '/home/me' });

describe('withoutShimPaths', () => {
  it("takes away what pnpm's script adds", () => {
    expect(nodePathOf(...ofShim)).toEqual({ HOME: '/home/me' });
    expect(nodePathOf(...ofShim, '/shared/modules')).toMatchObject({ NODE_PATH: '/shared/modules' });
    expect(nodePathOf('lib', ...ofShim, '/shared')).toMatchObject({
      NODE_PATH: ['lib', '/shared'].join(delimiter),
    });
  });

  it('takes away folders of a store that all projects share', () => {
    const inStore = join(dirname(realpathSync(fileURLToPath(import.meta.url))), 'node_modules');
    expect(nodePathOf(inStore, ...ofShim.slice(-1), '/shared')).toMatchObject({ NODE_PATH: '/shared' });
  });

  it('leaves alone what no such script has touched', () => {
    const nodePath = ['/project/node_modules', '/shared'].join(delimiter);
    expect(nodePathOf('/project/node_modules', '/shared')).toMatchObject({ NODE_PATH: nodePath });
    expect(withoutShimPaths({ HOME: '/home/me' })).toEqual({ HOME: '/home/me' });
  });
});
