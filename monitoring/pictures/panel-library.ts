import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Grafana's panels, of the major version in compose.yml, its typeface, and what bundles them. */
const VERSIONS = {
  '@grafana/ui': '13.1.1',
  '@grafana/data': '13.1.1',
  '@grafana/schema': '13.1.1',
  '@grafana/i18n': '13.1.1',
  '@fontsource/inter': '5.3.0',
  react: '18.3.1',
  'react-dom': '18.3.1',
  '@types/react': '18.3.8',
  '@types/react-dom': '18.3.7',
  '@types/tinycolor2': '1.4.6',
  esbuild: '0.28.2',
};

/** Kept out of the workspace's own dependencies: 460 packages, 650 MB, that nothing else needs. */
const folder = fileURLToPath(new URL('../../node_modules/.cache/grafana-panels', import.meta.url));
const page = fileURLToPath(new URL('page', import.meta.url));
const run = promisify(execFile);

export interface PanelLibrary {
  /** Paths of the bundled page. */
  readonly script: string;
  readonly style: string;
  /** Path of the file that the page asks for under this address; null where there is none. */
  fileAt(url: string): string | null;
}

/** Installs Grafana's packages if they are not yet, checks and bundles the page that draws with them. */
export async function preparePanelLibrary(): Promise<PanelLibrary> {
  const modules = join(folder, 'node_modules');
  const wanted = `${JSON.stringify({ private: true, dependencies: VERSIONS }, null, 2)}\n`;
  const installed = join(modules, 'installed.json');
  await mkdir(folder, { recursive: true });
  if ((await readFile(installed, 'utf8').catch(() => '')) !== wanted) {
    await writeFile(join(folder, 'package.json'), wanted);
    const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
    await run('npm', ['install', ...flags], { cwd: folder });
    await writeFile(installed, wanted);
  }
  // The workspace's own type check cannot: the types are not part of its installation.
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', page]);
  const script = join(folder, 'page.js');
  await run(
    join(modules, '.bin', 'esbuild'),
    [
      join(page, 'main.tsx'),
      `--outfile=${script}`,
      '--bundle',
      '--format=iife',
      '--jsx=automatic',
      '--loader:.ttf=empty',
      '--define:process.env.NODE_ENV="production"',
      '--define:global=window',
      '--log-level=warning',
    ],
    { env: { ...process.env, NODE_PATH: modules } },
  );
  const icons = join(modules, '@grafana', 'ui', 'dist', 'public', 'img', 'icons');
  const inter = join(modules, '@fontsource', 'inter', 'files');
  const fonts: Readonly<Record<string, string>> = { Regular: '400-normal', Medium: '500-normal' };
  return {
    script,
    style: script.replace(/js$/, 'css'),
    fileAt: (url) => {
      const icon = /\/public\/build\/img\/icons\/([\w/-]+\.svg)$/.exec(url)?.[1];
      if (icon !== undefined) return join(icons, icon);
      const font = fonts[/\/public\/fonts\/inter\/Inter-(\w+)\.woff2$/.exec(url)?.[1] ?? ''];
      return font === undefined ? null : join(inter, `inter-latin-${font}.woff2`);
    },
  };
}
