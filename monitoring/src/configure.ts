import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SettingsError } from './settings/read-settings.js';

const HELP = `Usage: monitoring/configure [--check]
Reads monitoring/settings.yaml and writes what follows from it: the configuration and rules of Prometheus,
Alertmanager's configuration, Grafana's dashboards, the Kubernetes objects, and the pages about alerts.

  --check    write nothing; exit with 1 if a file is not what the settings say

Exit codes: 0 done, 1 (with --check) files are out of date, 2 the settings cannot be used.`;

const repository = fileURLToPath(new URL('../../', import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  const { values: flags } = parseArgs({
    args: [...args],
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  // Imported here, so that wrong settings are reported and not thrown while modules load.
  const { generatedFiles } = await import('./generated-files.js');
  const files = [...generatedFiles()].map(([path, content]) => ({ path, content }));
  const changed = files.filter(({ path, content }) => read(join(repository, path)) !== content);
  for (const { path, content } of changed) {
    console.log(`${flags.check ? 'out of date' : 'wrote'}: ${path}`);
    if (!flags.check) write(resolve(repository, path), content);
  }
  console.log(
    `monitoring/configure: ${files.length} files, ${changed.length} ${flags.check ? 'out of date' : 'changed'}`,
  );
  return flags.check && changed.length > 0 ? 1 : 0;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage =
    error instanceof SettingsError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (!isUsage) throw error;
  console.error(`monitoring/configure: ${(error as Error).message}`);
  process.exitCode = 2;
}
