import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const writer = fileURLToPath(new URL('../src/testing/write-forever.mjs', import.meta.url));
const SIZE_BYTES = 4_000_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interrupted-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file that is being written', () => {
  it('is whole after the writer was killed, whenever that was', async () => {
    const path = join(folder, 'a.run.json');
    let interruptedCount = 0;
    for (let trial = 0; trial < 12; trial++) {
      const child = spawn(process.execPath, [writer, path, String(SIZE_BYTES)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      await once(child.stdout, 'data');
      await sleep(trial * 1.7);
      child.kill('SIGKILL');
      await exited;
      const text = await readFile(path, 'utf8');
      expect(text.length).toBe(SIZE_BYTES);
      expect(text === 'a'.repeat(SIZE_BYTES) || text === 'b'.repeat(SIZE_BYTES)).toBe(true);
      const left = (await readdir(folder)).filter((name) => name !== 'a.run.json');
      expect(left.every((name) => /^\.a\.run\.json\.[0-9a-f]{12}\.tmp$/.test(name))).toBe(true);
      interruptedCount = left.length;
    }
    // The kills did hit writes: otherwise this would show nothing.
    expect(interruptedCount).toBeGreaterThan(0);
  });

  it('keeps its old content when the disk fills up', async () => {
    // A shell's file-size limit stands in for a small disk where nothing may be mounted.
    const mounted = await mountSmallDisk(folder);
    try {
      const script = `
        import { readFileSync, readdirSync } from 'node:fs';
        import { writeFileAtomically } from ${JSON.stringify(new URL('../dist/node/index.js', import.meta.url).href)};
        process.on('SIGXFSZ', () => {});
        const path = process.argv[1];
        await writeFileAtomically(path, 'old');
        const error = await writeFileAtomically(path, 'n'.repeat(${SIZE_BYTES})).catch((cause) => cause);
        console.log(JSON.stringify({ code: error?.code, message: error?.message, now: readFileSync(path, 'utf8'), files: readdirSync(process.argv[2]) }));`;
      const node = [process.execPath, '--input-type=module', '-e', script, join(folder, 'a.json'), folder];
      const words = mounted ? node : ['bash', '-c', 'ulimit -f 1000; exec "$@"', 'bash', ...node];
      const { stdout } = await promisify(execFile)(words[0] as string, words.slice(1));
      const result = JSON.parse(stdout);
      expect(result).toMatchObject({ code: 'not-writable', now: 'old', files: ['a.json'] });
      if (mounted) expect(result.message).toContain('the disk is full');
    } finally {
      if (mounted) await promisify(execFile)('umount', [folder]);
    }
  });
});

async function mountSmallDisk(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const mount = promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]);
  return mount.then(
    () => true,
    () => false,
  );
}
