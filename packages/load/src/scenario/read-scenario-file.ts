import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { readRegularFile } from '@perf-suite/schema/node';
import { decodeText } from '@perf-suite/schema/plain-text';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { parseScenario } from './parse-scenario.js';
import type { Scenario } from './scenario.js';

/** More than anybody writes by hand. */
const MAX_BYTES = 4 * 2 ** 20;
const MAX_BODY_BYTES = 64 * 2 ** 20;

/**
 * Returns the scenario of a YAML or JSON file (JSON is YAML too). The files of bodies are relative to it.
 * @throws {PerfError} `not-found`; `bad-file` for what is no YAML, and as `parseScenario`
 */
export async function readScenarioFile(path: string): Promise<Scenario> {
  const text = decodeText(await readRegularFile(path, MAX_BYTES), path);
  const folder = dirname(resolve(path));
  const { value, lineOf } = documentOf(text, path);
  try {
    return parseScenario(value, {
      source: path,
      readBody: (name, pointer) => readBody(resolve(folder, name), `${path}: at ${pointer}`),
    });
  } catch (cause) {
    throw cause instanceof PerfError ? withLine(cause, path, lineOf) : cause;
  }
}

interface ParsedDocument {
  readonly value: unknown;
  /** Returns the line, from 1 on, of what a JSON pointer leads to, or of the nearest thing above it that is there. */
  readonly lineOf: (pointer: string) => number;
}

function documentOf(text: string, path: string): ParsedDocument {
  try {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter });
    if (document.errors[0] !== undefined) throw document.errors[0];
    const lineOf = (pointer: string): number => {
      const keys = pointer.split('/').slice(1);
      let node: unknown = document.contents;
      while (keys.length > 0) {
        const found = document.getIn(keys, true);
        if (isNode(found)) {
          node = found;
          break;
        }
        keys.pop();
      }
      return lineCounter.linePos((isNode(node) ? node.range?.[0] : null) ?? 0).line;
    };
    return { value: document.toJS(), lineOf };
  } catch (cause) {
    const [found] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new PerfError('bad-file', `${path}: expected YAML or JSON, found something else: ${found}`, {
      hint: 'perf-suite load --help shows a small scenario.',
      cause,
    });
  }
}

/** Adds the line to a message that names a place by its pointer. */
function withLine(error: PerfError, path: string, lineOf: ParsedDocument['lineOf']): PerfError {
  const { code, message, hint, cause } = error;
  const [, pointer] = /: at (\/\S*)/.exec(message) ?? [];
  if (pointer === undefined || !message.startsWith(`${path}: `)) return error;
  const placed = `${path}:${lineOf(pointer)}: ${message.slice(path.length + 2)}`;
  return new PerfError(code, placed, { ...(hint !== undefined && { hint }), cause });
}

function readBody(path: string, place: string): Uint8Array {
  try {
    const found = statSync(path);
    if (found.isFile() && found.size <= MAX_BODY_BYTES) return readFileSync(path);
    const what = found.isFile() ? `${found.size} bytes` : found.isDirectory() ? 'a folder' : 'a device';
    throw new PerfError(
      'bad-file',
      `${place} expected a file of at most ${MAX_BODY_BYTES} bytes, found ${what}: ${path}`,
    );
  } catch (cause) {
    if (cause instanceof PerfError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${place} expected a file that can be read, found: ${reason}`, {
      hint: 'The path of a body is relative to the scenario file.',
      cause,
    });
  }
}
