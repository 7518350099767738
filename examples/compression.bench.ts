import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { gzipSync } from 'fflate';
import { suite } from 'perf-suite';
import { readData } from './data/read-data.js';

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);
const bytes = new Uint8Array(Buffer.from(readData('seattle-weather.csv')));

export default suite(({ group }) => {
  group('compress 48 KB', ({ bench }) => {
    // p95 is the interesting one here: these wait for Node's thread pool.
    bench('zlib gzip', async () => (await gzipAsync(bytes, { level: 6 })).length);
    bench('zlib brotli, quality 4', async () => {
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
      return (await brotliAsync(bytes, quality)).length;
    });
    bench('fflate gzip, in JavaScript', () => gzipSync(bytes, { level: 6, mtime: 0 }).length);
  });
});
