import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The release tools need a newer Node than the packages: the one of the release workflow. */
const ON_NODE_24 = ['--yes', '-p', 'node@24', '-p', 'pnpm@10', '--'];

/**
 * Does in a copy of the repository what the release workflow does, up to the publishing, and returns the folder of
 * the packed packages. The copy holds what is committed or about to be, and what is built.
 */
export async function releaseIn(copy: string, root: string): Promise<string> {
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const files = listed.stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  for (const file of files) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file), { verbatimSymlinks: true });
  }
  for (const folder of await readdir(join(root, 'packages'))) {
    const built = join('packages', folder, 'dist');
    if (existsSync(join(root, built))) await cp(join(root, built), join(copy, built), { recursive: true });
  }
  const author = ['-c', 'user.name=release', '-c', 'user.email=release@example.org'];
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: copy });
  await run('git', ['add', '--all'], { cwd: copy });
  await run('git', [...author, 'commit', '--quiet', '-m', 'a copy'], { cwd: copy });

  const release = (...command: string[]) =>
    run('npx', [...ON_NODE_24, ...command], { cwd: copy }).catch(
      (error: { message: string; stdout: string }) => {
        // changesets says there what is wrong.
        throw new Error(`${error.message}\n${error.stdout}`);
      },
    );
  // `workspace:*` becomes the version of what is installed.
  await release('pnpm', 'install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts');
  await release('pnpm', 'run', 'release:version');
  await release('changeset', 'pack', '--out-dir', 'packed');
  return join(copy, 'packed', 'packages');
}
