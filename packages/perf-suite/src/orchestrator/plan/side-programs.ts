import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { VariantSource } from '../../wire/protocol.js';
import type { PreparedBase } from '../base/base-context.js';
import { environmentForSide } from '../processes/side-environment.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns what commands of base need to find base's own programs and files in place of head's. */
export function programsOfBase(
  root: string,
  folder: string,
  { packages, program }: Pick<PreparedBase, 'packages' | 'program'>,
  environment: Environment = process.env,
): Pick<VariantSource, 'variables' | 'programs'> {
  const ofPackages = Object.entries(packages).map(([name, at]) => join(installFolderOf(name, at), '.bin'));
  const programs = [...(program === undefined ? [] : [dirname(program)]), ...ofPackages];
  const variables = variablesOf(root, folder, environment);
  return {
    ...(programs.length > 0 && { programs }),
    ...(Object.keys(variables).length > 0 && { variables }),
  };
}

/** Returns the names of packages of an npm base that have one of these programs. */
export function packagesWithProgram(
  programs: readonly string[],
  packages: PreparedBase['packages'],
): readonly string[] {
  return Object.entries(packages).flatMap(([name, folder]) => {
    const binFolder = join(installFolderOf(name, folder), '.bin');
    return programs.some((program) => existsSync(join(binFolder, program))) ? [name] : [];
  });
}

/** The `node_modules` that a package lies in. */
function installFolderOf(name: string, folder: string): string {
  return folder.slice(0, -name.split('/').join(sep).length - 1);
}

/** Variables that are other than head's; where both are one project, none are. */
function variablesOf(root: string, folder: string, environment: Environment): Record<string, string> {
  if (folder === root) return {};
  const own = {
    ...environmentForSide(environment, root, folder),
    ...(environment.INIT_CWD !== undefined && { INIT_CWD: folder }),
    ...(environment.npm_package_json !== undefined && { npm_package_json: join(folder, 'package.json') }),
  };
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) =>
      value === undefined || value === environment[name] ? [] : [[name, value]],
    ),
  );
}
