import { expect, it } from 'vitest';
import { setupCommandOf } from './setup-hint.js';

it.each([
  ['npm', 'package-lock.json', 'npm ci && npm run build'],
  ['npm', null, 'npm install && npm run build'],
  ['pnpm', 'pnpm-lock.yaml', 'pnpm install && pnpm run build'],
  ['yarn-berry', 'yarn.lock', 'yarn install && yarn run build'],
] as const)('sets up with %s and the lockfile %s', (name, lockfile, command) => {
  expect(setupCommandOf({ name, version: null, lockfile }, 'build')).toBe(command);
});

it('only installs where nothing is built', () => {
  const npm = { name: 'npm', version: null, lockfile: null } as const;
  expect(setupCommandOf(npm, null)).toBe('npm install');
});
