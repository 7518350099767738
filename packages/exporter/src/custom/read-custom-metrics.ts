import { PerfError } from '@perf-suite/schema';
import { readRegularFile } from '@perf-suite/schema/node';
import { decodeText } from '@perf-suite/schema/plain-text';
import type { DeclaredMetrics } from './declared-metrics.js';
import { parseCustomMetrics } from './parse-custom-metrics.js';

/** Far more than declarations take. */
const MAX_BYTES = 1024 * 1024;

/**
 * Returns what a metrics.yaml declares.
 * @param source how messages name the file; its path unless given
 * @throws {PerfError} `not-found`; `bad-config` that names file, line, what was expected and what was found
 */
export async function readCustomMetrics(path: string, source = path): Promise<DeclaredMetrics> {
  return parseCustomMetrics(await readText(path, source), source);
}

async function readText(path: string, source: string): Promise<string> {
  const bytes = await readBytes(path, source);
  return decodeText(bytes, source);
}

async function readBytes(path: string, source: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, MAX_BYTES);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${source}: expected a file that declares metrics: ${reason}`, {
      hint: 'Give the path of your metrics.yaml; docs/monitoring/custom-metrics.md shows one.',
      cause,
    });
  }
}
