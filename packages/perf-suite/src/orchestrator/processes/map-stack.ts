import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { type MapEntry, mapEntryFile } from '../../wire/modules/transform.js';

/** A frame's place: a file URL or path, then line and column (both from 1). */
const PLACE = /(file:\/\/[^\s()]+|(?:\/|[A-Za-z]:\\)[^\s()]*?):(\d+):(\d+)/;

/** Frames of what runs the benchmark, which say nothing about it. */
const OWN_FRAME =
  /node:internal|node:events:|\/perf-suite\/dist\/|\/tinybench\/dist\/|\/esbuild\/lib\/|eval at |new Function/;

/**
 * Returns a worker's stack with each place in a transformed file moved to the user's own line, as
 * paths, and without the frames of this tool. Reads the source maps that the worker left in the cache.
 */
export function mapStack(stack: string, cacheFolder: string): string {
  const maps: SourceMaps = new Map();
  return placeAsFrame(stack.split('\n'))
    .filter((line) => !(/^\s+at /.test(line) && OWN_FRAME.test(line)))
    .map((line) => (/^\s+at /.test(line) ? mapFrame(line, cacheFolder, maps) : line))
    .join('\n');
}

/** Node puts the place of a mistake in the syntax before the error, with the line and a mark below it. */
function placeAsFrame(lines: readonly string[]): readonly string[] {
  const place = /^((?:file:\/\/|\/|[A-Za-z]:\\).+):(\d+)$/.exec(lines[0] ?? '');
  const start = lines.findIndex((line) => /^\w*Error\b/.test(line));
  if (place === null || start < 0) return lines;
  const mark = lines.slice(1, start).find((line) => /^\s*\^+\s*$/.test(line));
  const column = (mark?.indexOf('^') ?? 0) + 1;
  const end = lines.findIndex((line, i) => i > start && /^\s+at /.test(line));
  const message = lines.slice(start, end < 0 ? undefined : end);
  return [...message, `    at ${place[1]}:${place[2]}:${column}`, ...(end < 0 ? [] : lines.slice(end))];
}

interface LoadedMap {
  readonly source: string;
  readonly map: TraceMap;
}

function mapFrame(line: string, cacheFolder: string, maps: SourceMaps): string {
  return line.replace(PLACE, (_place, location: string, lineText: string, columnText: string) => {
    const path = location.startsWith('file:') ? fileURLToPath(location) : location;
    const place = sourcePlace(
      path,
      { line: Number(lineText), column: Number(columnText) },
      cacheFolder,
      maps,
    );
    return `${place.path}:${place.line}:${place.column}`;
  });
}

/** Source maps that were looked for, by the path of the module; null where there is none. */
export type SourceMaps = Map<string, LoadedMap | null>;

/** Returns where the user wrote what a worker runs at a place (line and column from 1). */
export function sourcePlace(
  path: string,
  { line, column }: { readonly line: number; readonly column: number },
  cacheFolder: string,
  maps: SourceMaps,
): { readonly path: string; readonly line: number; readonly column: number } {
  let loaded = maps.get(path);
  if (loaded === undefined) {
    loaded = loadMap(path, cacheFolder);
    maps.set(path, loaded);
  }
  if (loaded === null) return { path, line, column };
  const original = originalPositionFor(loaded.map, { line, column: column - 1 });
  if (original.line === null) return { path: loaded.source, line, column };
  return { path: loaded.source, line: original.line, column: original.column + 1 };
}

function loadMap(path: string, cacheFolder: string): LoadedMap | null {
  try {
    const entry = JSON.parse(readFileSync(mapEntryFile(cacheFolder, path), 'utf8')) as MapEntry;
    return { source: entry.source, map: new TraceMap(readFileSync(entry.map, 'utf8')) };
  } catch {
    // Plain JavaScript, or a cache that was cleared: the place is the user's already.
    return null;
  }
}
