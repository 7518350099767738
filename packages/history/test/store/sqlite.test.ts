import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@perf-suite/history';
import { describe } from 'vitest';
import { describeStore } from './store-contract.js';

describe('a SQLite store', () => {
  describeStore(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'perf-history-'));
    return {
      open: () => openStore(join(folder, 'sub', 'history.db')),
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  });
});
