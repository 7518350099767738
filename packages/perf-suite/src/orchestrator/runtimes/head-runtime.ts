import { baseCacheFolder } from '../base/base-cache-folder.js';
import { checkNodeFlags } from '../config/check-node-flags.js';
import type { Settings } from '../config/settings-table.js';
import { parseRuntime } from './parse-runtime.js';
import type { PreparedRuntime, RuntimeRequest } from './prepare-runtime.js';

/**
 * Makes the Node of `--runtime` ready; null without that.
 * @throws {PerfError} `bad-usage`, also for flags that it does not take; `setup-failed`
 */
export async function prepareHeadRuntime(
  request: Pick<RuntimeRequest, 'root' | 'log' | 'signal'>,
  { runtime, nodeFlags }: Settings,
): Promise<PreparedRuntime | null> {
  if (runtime === null) return null;
  const where = `--runtime ${runtime}`;
  const name = parseRuntime(runtime, where);
  // Loaded only when asked for.
  const { prepareRuntime } = await import('./prepare-runtime.js');
  const cacheFolder = baseCacheFolder(request.root);
  const prepared = await prepareRuntime({ ...request, runtime: name, where, cacheFolder });
  checkNodeFlags(nodeFlags, prepared.program);
  return prepared;
}
