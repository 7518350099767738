import { readManifest } from './package-manifest.js';

export interface BuildScript {
  /** Whose package.json has it. */
  readonly folder: string;
  readonly name: string;
}

/** Returns the script that builds a package, its own or that of its workspace; null without one. */
export async function buildScriptOf(folder: string, workspace: string): Promise<BuildScript | null> {
  for (const one of [folder, workspace]) {
    const scripts = (await readManifest(one))?.scripts ?? {};
    const name = ['build', 'prepare'].find((script) => scripts[script] !== undefined);
    if (name !== undefined) return { folder: one, name };
  }
  return null;
}
