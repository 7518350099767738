import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';

/** What matters here of a package.json. Fields of the wrong type count as absent: npm is as lenient. */
export interface PackageManifest {
  readonly name: string | null;
  readonly version: string | null;
  readonly packageManager: string | null;
  readonly scripts: Readonly<Record<string, string>>;
  /** Names of all dependencies, development ones included. */
  readonly dependencies: readonly string[];
  /** Files that `main`, `module` and `exports` point to, as written; patterns with `*` left out. */
  readonly entries: readonly string[];
  /** Whether it lists the packages of a workspace, as npm, yarn and bun read it. */
  readonly isWorkspaceRoot: boolean;
}

/** Returns the folder's package.json; null where there is none or it is no JSON object. */
export async function readManifest(folder: string): Promise<PackageManifest | null> {
  try {
    const file = join(folder, 'package.json');
    const data = parseJsonBytes(await readFile(file), file);
    return isRecord(data) ? manifestOf(data) : null;
  } catch {
    return null;
  }
}

function manifestOf(data: Readonly<Record<string, unknown>>): PackageManifest {
  const dependencies = [data.dependencies, data.devDependencies, data.optionalDependencies].flatMap(
    (group) => (isRecord(group) ? Object.keys(group) : []),
  );
  const scripts = Object.entries(isRecord(data.scripts) ? data.scripts : {});
  return {
    name: stringOrNull(data.name),
    version: stringOrNull(data.version),
    packageManager: stringOrNull(data.packageManager),
    scripts: Object.fromEntries(
      scripts.filter((script): script is [string, string] => typeof script[1] === 'string'),
    ),
    dependencies: [...new Set(dependencies)],
    entries: [...new Set([data.main, data.module, ...exportTargets(data.exports)].filter(isFile))],
    isWorkspaceRoot: data.workspaces !== undefined,
  };
}

/** Targets of all conditions but `types`: what runs, not what the type checker reads. */
function exportTargets(exported: unknown): unknown[] {
  if (Array.isArray(exported)) return exported.flatMap(exportTargets);
  if (!isRecord(exported)) return [exported];
  return Object.entries(exported).flatMap(([key, target]) =>
    key.startsWith('types') ? [] : exportTargets(target),
  );
}

function isFile(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('*') && value !== './package.json';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
