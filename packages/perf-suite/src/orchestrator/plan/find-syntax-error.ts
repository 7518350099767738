import { dirname, resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';

/**
 * Returns a stack with the place of the first mistake in what a file imports by path. Node tells it of an ES module
 * only where nobody catches the error. Null where another parser finds no mistake either.
 */
export async function findSyntaxError(file: string, message: string): Promise<string | null> {
  const folder = dirname(file);
  const { build } = await import('esbuild');
  const failure = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    absWorkingDir: folder,
  }).then(
    () => null,
    (cause: Partial<BuildFailure>) => cause.errors ?? null,
  );
  const found = failure?.find(({ location }) => location !== null)?.location;
  if (found == null) return null;
  return `SyntaxError: ${message}\n    at ${resolve(folder, found.file)}:${found.line}:${found.column + 1}`;
}
