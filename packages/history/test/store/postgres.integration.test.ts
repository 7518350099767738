import { openStore } from '@perf-suite/history';
import { findPostgres, type RealPostgres, startPostgres } from '@perf-suite/testing/real-postgres';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeStore } from './store-contract.js';

const bin = findPostgres();

describe.skipIf(bin === null)('a PostgreSQL store', () => {
  let postgres: RealPostgres;
  beforeAll(async () => {
    postgres = await startPostgres(bin as string);
  });
  afterAll(() => postgres.stop());

  describeStore(async () => {
    const address = await postgres.newDatabase();
    return { open: () => openStore(address), remove: async () => undefined };
  });
});
