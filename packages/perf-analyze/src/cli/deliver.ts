import { resolve } from 'node:path';
import { DEFAULT_STORE } from '@perf-suite/history';
import { PerfError } from '@perf-suite/schema';
import { refuseOverInputs, replacedBy, writeFileAtomically } from '@perf-suite/schema/node';
import type { HistoryFlags } from './history-flags.js';
import type { CommandIo } from './io.js';

/** How a command shows what it found, as typed. */
export interface OutputFlags {
  readonly format: 'text' | 'json' | 'markdown';
  /** The file that it is written to, instead of standard output. */
  readonly out?: string;
}

/**
 * Refuses a file that must not be replaced: what was measured cannot be had again.
 * @throws {PerfError} `bad-usage` for the history itself, a run file or a report
 */
export async function refuseOut({ out, store }: OutputFlags & HistoryFlags, io: CommandIo): Promise<void> {
  if (out === undefined) return;
  const [flag, example] = [`--out ${out}`, '--out .perf/runs/changes.json'];
  const path = resolve(io.cwd, out);
  const address = (store ?? (io.environment.PERF_HISTORY_STORE || DEFAULT_STORE)).replace(/^sqlite:/, '');
  const history = { what: 'the history', path: resolve(io.cwd, address) };
  await refuseOverInputs({ path, flag, example }, [history]);
  const replaced = await replacedBy(path);
  if (replaced !== 'run' && replaced !== 'report') return;
  throw new PerfError('bad-usage', `${flag}: expected a file of its own, found a ${replaced} file`, {
    hint: `It would be replaced. Name another one, such as: ${example}`,
  });
}

/** Prints what a command found, or writes it to a file, completely or not at all. @throws {PerfError} `not-writable` */
export async function deliver(text: string, { out }: OutputFlags, io: CommandIo): Promise<void> {
  if (out === undefined) {
    io.out(text);
    return;
  }
  await writeFileAtomically(resolve(io.cwd, out), text);
  io.err(`perf-analyze: written to ${out}\n`);
}
