import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeRunFile } from '@perf-suite/schema/node';
import { runExporter, startServing } from '@perf-suite/testing/exporter-command';
import { singleRun } from '@perf-suite/testing/sample-run';
import { expect, it } from 'vitest';

const LONG_AGO = new Date('2026-03-01T10:00:00.000Z');

it.skipIf(process.platform === 'win32')(
  'serves what is good in a folder of pipes, sockets, devices and files that unpack to far more than they are',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'perf-exporter-hostile-'));
    const socket = createServer().listen(join(folder, 'b.run.json'));
    try {
      await once(socket, 'listening');
      execFileSync('/usr/bin/env', ['mkfifo', join(folder, 'a.run.json')]);
      await symlink('/dev/zero', join(folder, 'c.run.json'));
      await mkdir(join(folder, 'd.run.json'));
      const bomb = gzipSync(`{"kind":"run","benchmarks":[${'[],'.repeat(8_000_000)}[]]}`, { level: 1 });
      await writeFile(join(folder, 'e.run.json.gz'), bomb);
      await writeRunFile(
        join(folder, 'f.run.json'),
        singleRun({ id: 'good', startedAt: LONG_AGO.toISOString(), benchmarks: { parse: [[1_000]] } }),
      );
      // A file that was just written may not be whole yet.
      for (const name of ['a.run.json', 'b.run.json', 'e.run.json.gz'])
        await utimes(join(folder, name), LONG_AGO, LONG_AGO);
      const { url, program } = await startServing('--runs', folder, '--stale-after', '99999d');
      try {
        expect(await (await fetch(url)).text()).toContain('benchmark_name="parse"');
        const output = program.output();
        expect(output).toContain('a.run.json: expected a file, found a named pipe');
        expect(output).toContain('b.run.json: expected a file, found a socket');
        expect(output).toContain('c.run.json: expected a file, found a device');
        expect(output).toContain('e.run.json.gz: expected no more than a run file can hold, found more than');
      } finally {
        expect(await program.stop('SIGTERM')).toBe(0);
      }
      const pipe = join(folder, 'a.run.json');
      for (const args of [
        ['push', pipe, '--gateway', 'http://127.0.0.1:1'],
        ['push', join(folder, 'f.run.json'), '--gateway', 'http://127.0.0.1:1', '--token-file', pipe],
        ['serve', '--runs', folder, '--tls-cert', pipe, '--tls-key', pipe],
        ['serve', '--runs', folder, '--metrics-file', pipe],
      ]) {
        expect(await runExporter(...args)).toMatchObject({
          code: 2,
          err: expect.stringContaining('expected a file, found a named pipe'),
        });
      }
    } finally {
      socket.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
