import { open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PerfError } from '../perf-error.js';
import { readJsonFile } from './read-json-file.js';
import { STANDARD_INPUT } from './standard-input.js';

/** What writing to a path would replace; `nothing` for an empty file, and for what is no file. */
export type ReplacedContent = 'nothing' | 'run' | 'report' | 'html' | 'other';

/** A file that a command reads. */
export interface InputFile {
  /** As it follows "found": `the baseline`. */
  readonly what: string;
  readonly path: string;
}

/** Returns what writing to a path would replace. A mistyped name must not cost somebody's work. */
export async function replacedBy(path: string): Promise<ReplacedContent> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size === 0) return 'nothing';
  if (/^\s*<!doctype html/i.test(await startOf(path))) return 'html';
  const value = await readJsonFile(path).catch(() => null);
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
  return kind === 'run' || kind === 'report' ? kind : 'other';
}

/**
 * Refuses to write over what the same command reads.
 * @param out the path, and the flag that named it
 * @throws {PerfError} `bad-usage` naming the input
 */
export async function refuseOverInputs(
  out: { readonly path: string; readonly flag: string; readonly example: string },
  inputs: readonly InputFile[],
): Promise<void> {
  const target = await realPathOf(out.path);
  for (const { what, path } of inputs) {
    if (path === STANDARD_INPUT || (await realPathOf(path)) !== target) continue;
    throw new PerfError('bad-usage', `${out.flag}: expected a file of its own, found ${what}`, {
      hint: `It would be replaced. Name another one, such as: ${out.example}`,
    });
  }
}

/** By way of symbolic links, also where the file itself is not there yet. */
async function realPathOf(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  return realpath(path).catch(() => join(folder, basename(path)));
}

async function startOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}
