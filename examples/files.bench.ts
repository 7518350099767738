import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'perf-suite';

const dataFolder = new URL('data/', import.meta.url);

export default suite(({ group }) => {
  group('files', ({ bench }) => {
    bench('read and parse a JSON file', async () => {
      const cars = JSON.parse(await readFile(new URL('cars.json', dataFolder), 'utf8'));
      return cars.length;
    });

    bench('read all files of a folder', async () => {
      const names = await readdir(dataFolder);
      const contents = await Promise.all(names.map((name) => readFile(new URL(name, dataFolder))));
      return contents.reduce((bytes, content) => bytes + content.length, 0);
    });

    // Writing depends on the disk and its cache: a change under 15 % is not worth an alarm.
    bench('write a small file', {
      minimumEffect: '15%',
      setup: () => mkdtemp(join(tmpdir(), 'perf-suite-example-')),
      run: (folder) => writeFile(join(folder, 'small.txt'), 'written by a benchmark\n'),
      teardown: (folder) => rm(folder, { recursive: true }),
    });
  });
});
