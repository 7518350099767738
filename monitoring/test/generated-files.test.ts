import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../src/generated-files.js';

const root = new URL('../../', import.meta.url);

describe('generated files', () => {
  it.each([...generatedFiles()])(
    '%s is what the settings say (monitoring/configure rewrites it)',
    (path, content) => {
      expect(readFileSync(new URL(path, root), 'utf8')).toBe(content);
    },
  );
});
