import { baseCacheFolder } from '../base/base-cache-folder.js';
import type { BaseRequest, PreparedBase } from '../base/base-context.js';
import { checkNodeFlags } from '../config/check-node-flags.js';
import type { Settings } from '../config/settings-table.js';
import type { LoadedByFile } from './code-snapshot.js';
import type { RunRequest } from './run-request.js';
import type { UnreadChange } from './unread-change.js';

/** Returns the evidence that no benchmark reads what changed, where that can be known before base is there; null without. */
export async function findUnreadChange(
  loads: LoadedByFile,
  { root, variables, onStep }: RunRequest,
  { against, againstTip, all, files, unreadFiles }: Settings,
): Promise<UnreadChange | null> {
  if (against === null || all) return null;
  const { unreadChange } = await import('./unread-change.js');
  const paths = [...loads.values()];
  const loaded = paths.includes(null) ? null : [...new Set(paths.flatMap((some) => some ?? []))];
  const found = await unreadChange({ root, variables, against, againstTip, unreadFiles, files, loaded });
  if (found !== null) onStep(`nothing to compare: ${found.evidence}`);
  return found;
}

/** Returns base, ready to be measured; null in a run of one variant. What prepares it is loaded only when asked for. */
export async function prepareOtherSide(
  { root, stop, onStep }: RunRequest,
  { against, againstTip, baseSetup, nodeFlags }: Settings,
  ofHead: Pick<BaseRequest, 'benchmarkFiles' | 'headNode'>,
): Promise<PreparedBase | null> {
  if (against === null) return null;
  const { prepareBase } = await import('../base/prepare-base.js');
  const cacheFolder = baseCacheFolder(root);
  const base = await prepareBase({
    ...ofHead,
    root,
    against,
    againstTip,
    setupCommand: baseSetup,
    cacheFolder,
    log: onStep,
    signal: stop,
  });
  if (base.program !== undefined) checkNodeFlags(nodeFlags, base.program);
  return base;
}
