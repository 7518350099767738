import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Returns what a file imports when it is loaded; not types, nor what it imports only when it comes to it, such as in one of
 * several runtimes. None where it cannot be parsed: loading it says why.
 */
export async function importedBy(file: string, text: string): Promise<string[]> {
  const imported: string[] = [];
  const noteAll: Plugin = {
    name: 'note-imports',
    setup(bundler) {
      bundler.onResolve({ filter: /.*/ }, ({ path, kind }) => {
        if (kind !== 'dynamic-import') imported.push(path);
        return { path, external: true };
      });
    },
  };
  // Loaded only where it is needed.
  const { build } = await import('esbuild');
  await build({
    stdin: { contents: text, resolveDir: dirname(file), sourcefile: file, loader: loaderOf(file) },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [noteAll],
  }).catch(() => {});
  return imported;
}

function loaderOf(file: string): 'js' | 'jsx' | 'ts' | 'tsx' {
  if (/\.[cm]?ts$/.test(file)) return 'ts';
  if (file.endsWith('.tsx')) return 'tsx';
  return file.endsWith('.jsx') ? 'jsx' : 'js';
}
