import { join, relative } from 'node:path';
import type { VariantSource } from '../../wire/protocol.js';
import { isOneProject, type PreparedBase } from '../base/base-context.js';
import type { Plan } from './plan.js';
import { programsOfBase } from './side-programs.js';

/**
 * Returns where a benchmark file's variants come from: the file itself, and in an A/B run the same
 * content laid over the base's checkout, so that its imports resolve to the base's code; base's own
 * content where that asks for what base lacks.
 */
export function variantSources(
  file: string,
  { root, files, ownInBase }: Pick<Plan, 'root' | 'files' | 'ownInBase'>,
  base: PreparedBase | null,
): VariantSource[] {
  const others = files.filter((other) => other !== file);
  const head: VariantSource = {
    variant: 'head',
    file,
    contentFrom: file,
    folder: root,
    packages: {},
    otherFiles: others,
  };
  if (base === null) return [head];
  const atBase = (path: string): string => join(base.folder, relative(root, path));
  const inBase = atBase(file);
  const contentFrom = ownInBase.has(file) ? inBase : file;
  const folder = isOneProject(base.source) ? root : base.folder;
  const otherFiles = others.map(atBase);
  const { packages } = base;
  const inBaseFolder = { file: inBase, contentFrom, folder, packages, otherFiles };
  return [{ variant: 'base', ...inBaseFolder, ...programsOfBase(root, folder, base) }, head];
}
