import { join, relative } from 'node:path';
import type { PreparedBase } from '../base/base-context.js';
import type { VariantSource } from '../worker/protocol.js';

/**
 * Returns where a benchmark file's variants come from: the file itself, and in an A/B run the same
 * content laid over the base's checkout, so that its imports resolve to the base's code.
 */
export function variantSources(file: string, root: string, base: PreparedBase | null): VariantSource[] {
  const head: VariantSource = { variant: 'head', file, contentFrom: file, packages: {} };
  if (base === null) return [head];
  return [
    {
      variant: 'base',
      file: join(base.folder, relative(root, file)),
      contentFrom: file,
      packages: base.packages,
    },
    head,
  ];
}
