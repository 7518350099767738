import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { choiceOption } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import type { Facts, Finding } from '../doctor/facts.js';

export interface DoctorFlags {
  readonly rounds?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly nodeFlags?: string;
  readonly format?: 'text' | 'json';
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly cwd?: string;
}

const DEFAULT_ROUNDS = 8;

/** Adds `doctor` to the program and returns it. */
export function doctorCommand(
  program: Command,
  io: CommandIo,
  exitWith: (exitCode: ExitCode) => void,
): Command {
  return program
    .command('doctor')
    .description('measures the noise of this machine, and reports the smallest change that it can detect')
    .option('--rounds <count>', `fresh processes to measure in (default: ${DEFAULT_ROUNDS})`)
    .option('--time <duration>', 'measuring time for each reference benchmark and round (default: 90ms)')
    .option('--seed <number>', 'seed of all random choices (default: a new one)')
    .option('--node-flags <flags>', 'flags for the processes that measure, in quotes')
    .option('--cwd <folder>', 'project folder (default: here)')
    .addOption(choiceOption('--format <name>', 'how to show the results', ['text', 'json']))
    .option('-q, --quiet', 'no progress')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .addHelpText(
      'after',
      '\nExamples:\n  $ perf-suite doctor\n  $ perf-suite doctor --rounds 24 --format json',
    )
    .action(async (flags: DoctorFlags) => exitWith(await doctor(flags, io)));
}

/**
 * Measures this machine and prints what it found. The exit code does not judge: a noisy machine is an answer.
 * @throws {PerfError} `bad-usage`, `bad-config`, `worker-died`, `interrupted`
 */
export async function doctor(flags: DoctorFlags, io: CommandIo): Promise<ExitCode> {
  const { findingsOf } = await import('../doctor/findings.js');
  const facts = await factsFor(flags, io);
  const findings = findingsOf(facts);
  io.out.write(
    flags.format === 'json'
      ? `${JSON.stringify({ ...facts, findings }, null, 2)}\n`
      : await textOf(facts, findings, flags, io),
  );
  return EXIT_CODES.done;
}

async function factsFor(flags: DoctorFlags, io: CommandIo): Promise<Facts> {
  const { loadConfig } = await import('../config/load-config.js');
  const { parseDuration, parseWhole } = await import('@perf-suite/command-line');
  const { claimCores } = await import('../processes/core-affinity.js');
  const { runWorker } = await import('../processes/run-worker.js');
  const { diagnose } = await import('../doctor/diagnose.js');
  const root = resolve(io.cwd, flags.cwd ?? '.');
  const rounds =
    flags.rounds === undefined ? DEFAULT_ROUNDS : parseWhole(flags.rounds, '--rounds', { least: 2 });
  const settings = await loadConfig(
    root,
    { nodeFlags: flags.nodeFlags?.split(/\s+/).filter(Boolean) },
    io.variables,
  );
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once('SIGINT', stop);
  try {
    return await diagnose({
      root,
      variables: io.variables,
      rounds,
      timeMs: flags.time === undefined ? 90 : parseDuration(flags.time, '--time'),
      seed: flags.seed === undefined ? randomInt(2 ** 32) : parseWhole(flags.seed, '--seed', { least: 0 }),
      nodeFlags: settings.nodeFlags,
      minimumEffect: settings.minimumEffect.p50,
      signal: abort.signal,
      runWorker,
      claimCore: async () => (await claimCores(process.pid, 1)).workerCores[0] ?? null,
      onRound: (doneCount) => {
        if (!flags.quiet) io.err.write(`measured round ${doneCount} of ${rounds}\n`);
      },
    });
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

async function textOf(
  facts: Facts,
  findings: readonly Finding[],
  flags: DoctorFlags,
  io: CommandIo,
): Promise<string> {
  const { styleFor } = await import('@perf-suite/command-line/terminal');
  const { diagnosisText } = await import('../doctor/diagnosis-text.js');
  return diagnosisText(facts, findings, styleFor(io.out, flags, io.variables));
}
