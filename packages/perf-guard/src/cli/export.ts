import { EXIT_CODES, type ExitCode, PerfError, type Variant } from '@perf-suite/schema';
import { readRunFile, refuseOverInputs, writeFileAtomically } from '@perf-suite/schema/node';
import { exportedBenchmarks } from '../export/exported-run.js';
import type { ExportFormat } from '../export/format-names.js';
import { EXPORTS } from '../export/formats.js';
import type { CommandIo } from './io.js';

/** The flags of `export`, as typed. */
export interface ExportFlags {
  readonly format: ExportFormat;
  readonly variant: Variant;
  readonly out?: string;
}

/**
 * Prints or writes what a run measured in a format of other tools.
 * @throws {PerfError} `bad-file`; `no-match` where that side was not measured; `not-writable`
 */
export async function exportRun(path: string, flags: ExportFlags, io: CommandIo): Promise<ExitCode> {
  const { format, variant, out } = flags;
  const run = await readRunFile(path);
  const benchmarks = exportedBenchmarks(run, variant);
  if (benchmarks.length === 0)
    throw new PerfError('no-match', `${path}: expected measurements of ${variant}, found none`, {
      hint:
        variant === 'base' ? 'Only runs with --against have a base.' : 'Nothing was measured in this run.',
    });
  const text = EXPORTS[format](benchmarks);
  if (out === undefined) io.out(text);
  else {
    const inputs = [{ what: 'the run', path }];
    await refuseOverInputs({ path: out, flag: `--out ${out}`, example: '--out results.txt' }, inputs);
    await writeFileAtomically(out, text);
  }
  return EXIT_CODES.done;
}
