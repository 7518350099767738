import { stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { PerfError, parseWith } from '@perf-suite/schema';
import { inputName, JsonStructure, readRegularFile, STANDARD_INPUT } from '@perf-suite/schema/node';
import { decodeText } from '@perf-suite/schema/plain-text';
import type * as v from 'valibot';

/** More than any summary; files with all samples of many benchmarks come near it. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A value and its JSON pointer in the file. */
export interface Placed {
  readonly at: string;
  readonly value: unknown;
}

/** A file of another tool: its text, and the JSON in it, parsed once when first asked for. */
export class ImportFile {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  /** A folder of files that make one run; its text is empty. */
  readonly isFolder: boolean;
  #json: { readonly value: unknown } | { readonly error: PerfError } | null = null;

  constructor(path: string, text: string, kind: 'file' | 'folder' = 'file') {
    this.isFolder = kind === 'folder';
    this.path = path;
    this.name = inputName(path);
    this.text = text;
  }

  /** Returns the file as JSON. @throws {PerfError} `bad-file` */
  json(): unknown {
    this.#json ??= parseJson(this.text, this.name);
    if ('error' in this.#json) throw this.#json.error;
    return this.#json.value;
  }

  /** Returns the file as JSON; undefined where it is none. */
  jsonIfAny(): unknown {
    this.#json ??= parseJson(this.text, this.name);
    return 'value' in this.#json ? this.#json.value : undefined;
  }

  /** Returns the key of the top-level object; undefined where there is none. */
  topLevel(key: string): unknown {
    const json = this.jsonIfAny();
    if (typeof json !== 'object' || json === null || !Object.hasOwn(json, key)) return undefined;
    return (json as Record<string, unknown>)[key];
  }

  /** Returns the lines that are JSON objects, with their numbers. @throws {PerfError} `bad-file` naming the line */
  jsonLines(): { readonly line: number; readonly value: unknown }[] {
    return this.text.split('\n').flatMap((text, i) => {
      if (!text.trimStart().startsWith('{')) return [];
      const parsed = parseJson(text, `${this.name}:${i + 1}`);
      if ('error' in parsed) throw parsed.error;
      return [{ line: i + 1, value: parsed.value }];
    });
  }

  /** Returns a value as a schema says. @param at its JSON pointer; empty for the whole file */
  parse<S extends v.GenericSchema>(schema: S, value: unknown, at = '') {
    try {
      return parseWith(schema, value, this.name);
    } catch (error) {
      if (at === '' || !(error instanceof PerfError)) throw error;
      const start = `${this.name}: at `;
      const rest = error.message.slice(start.length);
      const place = rest.startsWith('/ ') ? at.replace(/, $/, '') + rest.slice(1) : at + rest;
      throw new PerfError('bad-file', start + place, { cause: error });
    }
  }

  /** Returns keys and values of an object, any key among them. @throws {PerfError} where it is none */
  entries(value: unknown, at: string): (Placed & { readonly key: string })[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.wrong(at || '/', 'an object', Array.isArray(value) ? 'a list' : String(value));
    }
    return Object.entries(value).map(([key, inner]) => ({
      key,
      value: inner,
      at: `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    }));
  }

  wrong(at: string, expected: string, found: string, hint?: string): PerfError {
    const message = `${this.name}: at ${at} expected ${expected}, found ${found}`;
    return new PerfError('bad-file', message, hint === undefined ? {} : { hint });
  }
}

/** Returns a file to import, or a folder; a gzip file is unpacked. @throws {PerfError} `not-found`; `bad-file` */
export async function readImportFile(path: string): Promise<ImportFile> {
  const isFolder = path !== STANDARD_INPUT && (await stat(path).catch(() => null))?.isDirectory();
  if (isFolder) return new ImportFile(path, '', 'folder');
  const bytes = await readRegularFile(path, MOST_BYTES);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = decodeText(isPacked ? unpacked(bytes, inputName(path)) : bytes, inputName(path));
  if (text.trim() === '') {
    throw new PerfError('bad-file', `${inputName(path)}: expected results, found an empty file`);
  }
  return new ImportFile(path, text);
}

function unpacked(bytes: Buffer, name: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new PerfError('bad-file', `${name}: cannot be unpacked: ${messageOf(cause)}`, {
      hint: `The file may have been cut short, or be larger than ${MOST_BYTES} bytes.`,
      cause,
    });
  }
}

function parseJson(text: string, name: string): { value: unknown } | { error: PerfError } {
  const broken = new JsonStructure().take(Buffer.from(text));
  if (broken !== null) {
    const expected = 'expected no more than results can hold';
    return { error: new PerfError('bad-file', `${name}: ${expected}, found ${broken}`) };
  }
  try {
    return { value: JSON.parse(text) };
  } catch (cause) {
    const message = `${name}: expected JSON, found something else: ${messageOf(cause)}`;
    const hint = /NaN|Infinity/.test(messageOf(cause))
      ? 'JSON has no NaN and no Infinity: a benchmark without a result was written as one.'
      : 'The file may have been cut short: write it again.';
    return { error: new PerfError('bad-file', message, { hint, cause }) };
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
