import type { RuntimeName } from '../runtimes/parse-runtime.js';
import { prepareRuntime } from '../runtimes/prepare-runtime.js';
import type { BaseContext, PreparedBase } from './base-context.js';

/**
 * Takes the project itself as the base, on another version of Node.
 * @throws {PerfError} what `prepareRuntime` throws
 */
export async function prepareRuntimeBase(context: BaseContext, runtime: RuntimeName): Promise<PreparedBase> {
  const { root, against, headNode, cacheFolder, log, signal } = context;
  const where = `--against ${against}`;
  const { program, versions, cleanup } = await prepareRuntime({
    root,
    runtime,
    where,
    cacheFolder,
    log,
    signal,
  });
  return {
    source: {
      kind: 'runtime',
      ref: runtime.kind === 'path' ? runtime.path : `node@${versions.node}`,
      commit: null,
      runtime: versions,
    },
    warnings: [],
    folder: root,
    packages: {},
    program,
    sameAsHead: versions.node === headNode ? `both on Node ${headNode}` : null,
    cleanup,
  };
}
