import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, parse, relative, resolve } from 'node:path';
import type { PreparedBase } from '../base/base-context.js';
import { traceLoadedFiles } from '../base/trace-loaded-files.js';
import { type MissingInBase, type Refusal, whyMissing } from '../base/why-missing.js';

/** What the message of a failed import says about an A/B run. All are Node's or the platform's own words. */

/** A second copy in one process was refused: by a native addon, or by a registry that takes a name once. */
const REFUSES_SECOND_COPY =
  /did not self-register|already (?:been )?(?:registered|defined|loaded|declared)|has already been used with this registry|Cannot redefine property|setUncaughtExceptionCaptureCallback\(\) was called while/i;

/** A file or package that an import names is not there. */
const MISSING =
  /^Cannot find (?:module|package) '(?<specifier>[^']+)'(?: imported from |\nRequire stack:\n- )(?<importer>.+)$/m;

/** A module is there, without what is imported from it by name. */
const MISSING_EXPORT =
  /^The requested module '(?<module>[^']+)' does not provide an export named '(?<name>[^']+)'/m;

/** The same of a CommonJS module, of whose exports Node sees those only that its text assigns. */
const UNSEEN_EXPORT =
  /^Named export '(?<name>[^']+)' not found\. The requested module '(?<module>[^']+)' is a CommonJS module/m;

const NOT_EXPORTED = /is not defined by "exports"/;

/** Returns why the variants need a process each, when that is what kept the second one from loading; else null. */
export function isolationReasonOf(message: string): string | null {
  return REFUSES_SECOND_COPY.test(message) ? `a second copy cannot be loaded: ${firstLine(message)}` : null;
}

interface LoadingSides {
  /** Absolute folder of head's project. */
  readonly root: string;
  /** Absolute path of head's benchmark file. */
  readonly file: string;
  readonly base: PreparedBase;
}

/**
 * Returns why base cannot load head's benchmark file, when that is because something it imports is not there;
 * null for whatever else it may have thrown.
 */
export async function refusalOf(message: string, sides: LoadingSides): Promise<Refusal | null> {
  const reason = `base cannot load it: ${firstLine(message)}`;
  if (sides.base.source.kind === 'runtime') return { kind: 'not-loaded', reason };
  const missing = missingImport(message);
  if (missing !== null) {
    const { kind } = await whyMissing(missingInBase(missing, sides), sides);
    return { kind, reason };
  }
  const named = MISSING_EXPORT.exec(message)?.groups;
  if (named !== undefined) return { kind: (await asksFor(named, sides)) ? 'new' : 'not-loaded', reason };
  const unseen = UNSEEN_EXPORT.exec(message)?.groups;
  if (unseen !== undefined) {
    const isNew = (await asksFor(unseen, sides)) && !(await isNamedInBase(unseen.name ?? '', sides));
    return { kind: isNew ? 'new' : 'not-loaded', reason };
  }
  if (!NOT_EXPORTED.test(message)) return null;
  return { kind: sides.base.source.kind === 'npm' ? 'new' : 'not-loaded', reason };
}

interface MissingImport {
  readonly specifier: string;
  /** Absolute path of the file that imports it. */
  readonly importer: string;
}

/** Returns which import leads nowhere; null where that is not what the message says. */
export function missingImport(message: string): MissingImport | null {
  const { specifier, importer } = MISSING.exec(message)?.groups ?? {};
  return specifier === undefined || importer === undefined ? null : { specifier, importer };
}

function missingInBase({ specifier, importer }: MissingImport, { root, base }: LoadingSides): MissingInBase {
  const inHead = (path: string): string => resolve(root, relative(base.folder, path));
  if (isAbsolute(specifier)) {
    const found = inHead(specifier);
    return { specifier: relative(dirname(importer), specifier), importer, inHead: ifExists(found) };
  }
  return { specifier, importer, inHead: resolveFrom(inHead(importer), specifier) };
}

function ifExists(path: string): string | null {
  return existsSync(path) ? path : null;
}

function resolveFrom(importer: string, specifier: string): string | null {
  try {
    return createRequire(importer).resolve(specifier);
  } catch {
    return null;
  }
}

/** Whether the benchmark file itself, which is head's, imports this name of this module; else base's own code does. */
async function asksFor(
  { name = '', module = '' }: Readonly<Record<string, string | undefined>>,
  { file }: LoadingSides,
): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return (name === 'default' || hasWord(text, name)) && text.includes(parse(module).name);
}

/** Whether any of base's files that the benchmark file loads has the name in its text. */
async function isNamedInBase(name: string, { root, file, base }: LoadingSides): Promise<boolean> {
  const fileInBase = join(base.folder, relative(root, file));
  const traced = await traceLoadedFiles({ file: fileInBase, contentFrom: file, packages: base.packages });
  for (const path of traced?.files ?? []) {
    if (hasWord(await readFile(path, 'utf8').catch(() => ''), name)) return true;
  }
  return false;
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w$])${escaped}(?![\w$])`).test(text);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
