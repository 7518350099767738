import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '@perf-suite/schema/node';

/**
 * Returns the folder that keeps JavaScript made of TypeScript: `<perfFolder>/cache`, or, where that takes no
 * files (a read-only project, a full disk), one in the system's temporary folder that ends with this process.
 * @throws the system's error where that takes none either
 */
export async function openModuleCache(perfFolder: string): Promise<string> {
  const folder = join(perfFolder, 'cache');
  const probe = join(folder, `${randomUUID()}.probe`);
  try {
    await makeFolder(folder);
    await writeFile(probe, 'x'.repeat(4096));
    return folder;
  } catch {
    const temporary = await mkdtemp(join(tmpdir(), 'perf-suite-cache-'));
    process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
    return temporary;
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
