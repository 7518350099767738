import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const generator = fileURLToPath(new URL('../scripts/generate-json-schema.mjs', import.meta.url));

it('the JSON Schema files are what the schemas say', () => {
  // Exits 1 and names the stale file otherwise.
  expect(execFileSync(process.execPath, [generator, '--check'], { encoding: 'utf8' })).toBe('');
});
