import { argumentsWithoutSecrets, hideSecrets } from '@perf-suite/command-line';
import type { Environment } from '@perf-suite/schema';

/** Flags whose value is a shell command: it may hold anything. */
export const COMMAND_FLAGS = ['--base-setup'];

/** Returns the command line as a run file may hold it: run files are uploaded and shown. */
export function recordedCommandLine(commandLine: readonly string[]): string[] {
  return argumentsWithoutSecrets(commandLine, COMMAND_FLAGS);
}

/** Returns the environment as a run file may hold it; the fingerprint stays that of the flags as they were. */
export function recordedEnvironment(environment: Environment): Environment {
  const { name, runtime } = environment;
  const flags = argumentsWithoutSecrets(runtime.flags);
  return { ...environment, name: hideSecrets(name), runtime: { ...runtime, flags } };
}
