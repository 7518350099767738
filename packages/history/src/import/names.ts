import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the id of a benchmark as perf-suite makes it: `<file>#<group> > <name>`. */
export function benchmarkId(file: string | null, names: readonly string[]): string {
  const inside = names.filter((name) => name !== '').join(' > ');
  return file === null ? inside : `${file}#${inside}`;
}

/** Returns a path or `file:` URL told from a folder, with `/`; as it is where it lies elsewhere. */
export function pathFrom(root: string, path: string): string {
  const absolute = path.startsWith('file://') ? pathOfUrl(path) : path;
  if (!isAbsolute(absolute)) return absolute.replaceAll('\\', '/');
  const inside = relative(root, absolute);
  return inside === '' || inside.startsWith('..') ? absolute : inside.split(sep).join('/');
}

/** Returns ` (size=8, text=short)`, in the order of the names; nothing where there are no parameters. */
export function parametersText(parameters: Readonly<Record<string, unknown>> | null | undefined): string {
  const names = Object.keys(parameters ?? {}).sort();
  if (names.length === 0) return '';
  return ` (${names.map((name) => `${name}=${valueText(parameters?.[name])}`).join(', ')})`;
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
