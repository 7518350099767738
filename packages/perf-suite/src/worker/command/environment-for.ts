import { delimiter, join } from 'node:path';
import type { VariantSource } from '../../wire/protocol.js';

/** Returns a program's variables: its own win over the side's, and these over this process's. */
export function environmentFor(
  env: Readonly<Record<string, string | undefined>>,
  source: VariantSource,
  cwd: string,
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, PWD: cwd, ...source.variables, ...env };
  // As where a package manager starts it: the project's own programs come first.
  const programs = join(source.folder, 'node_modules', '.bin');
  const name = Object.keys(environment).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH';
  if (!(name in env)) {
    const folders = [...(source.programs ?? []), programs, environment[name]];
    environment[name] = folders.filter(Boolean).join(delimiter);
  }
  return environment;
}
