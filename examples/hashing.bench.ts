import { createHash } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { suite } from 'perf-suite';
import { readData } from './data/read-data.js';

const bytes = new Uint8Array(Buffer.from(readData('seattle-weather.csv')));

export default suite(({ group }) => {
  group('SHA-256 of 48 KB', ({ bench }) => {
    bench('node:crypto', () => createHash('sha256').update(bytes).digest());
    bench('crypto.subtle', () => crypto.subtle.digest('SHA-256', bytes));
    bench('noble-hashes, in JavaScript', () => sha256(bytes));
  });
});
