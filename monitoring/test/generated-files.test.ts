import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../src/generated-files.js';

const root = new URL('../../', import.meta.url);

describe('generated files', () => {
  const files = [...generatedFiles()];
  if (process.env.UPDATE_GOLDEN === '1') {
    for (const [path, content] of files) {
      const file = new URL(path, root);
      mkdirSync(dirname(file.pathname), { recursive: true });
      writeFileSync(file, content);
    }
  }

  it.each(files)('%s is what monitoring/src says (UPDATE_GOLDEN=1 rewrites it)', (path, content) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(content);
  });
});
