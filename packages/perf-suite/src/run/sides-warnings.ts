import type { Warning } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import type { Plan } from '../plan/plan.js';
import type { ProvenFile } from '../separation/prove-file.js';

/** Said of a file that base ran in its own version. */
export function ranItsOwn(fileId: string, reason: string): Warning {
  return {
    code: 'own-benchmark-file',
    message: `${fileId}: ${reason}; base ran its own version of this file, so that a benchmark that both declare may do different work`,
    hint: 'Put new benchmarks into a file of their own, and the others run from one file on both sides.',
  };
}

/** Says which code outside of both checkouts both ran; none where there is no such code. */
export function outsideWarning(proven: readonly ProvenFile[]): Warning[] {
  const paths = [...new Set(proven.flatMap(({ outside }) => outside))];
  if (paths.length === 0) return [];
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  return [
    {
      code: 'outside-code',
      message: `base and head both run ${paths.slice(0, 3).join(', ')}${more}, outside of both checkouts: what changes there is not compared`,
      hint: 'Install it as a dependency of the project, so that each side has its own.',
    },
  ];
}

/** Tells where nothing that differs was loaded by anything: no verdict is then about the change. */
export function nothingLoadedWarning(
  { benchmarks, brokenFiles }: Plan,
  proven: readonly ProvenFile[],
  { sameAsHead }: PreparedBase,
): Warning[] {
  const reaches = proven.flatMap((file) => file.reaches);
  const same = new Set(reaches.flatMap(({ id, reach }) => (reach === 'same-code' ? [id] : [])));
  const isAll = brokenFiles.length === 0 && benchmarks.every(({ id }) => same.has(id));
  if (sameAsHead !== null || benchmarks.length === 0 || !isAll) return [];
  return [
    {
      code: 'nothing-loaded-changed',
      message:
        'no benchmark loads anything that head changes: base and head ran the same code, so that no verdict is about the change',
      hint: 'As expected where only documentation or the like changed. Else build and install head before the run, or add a benchmark that loads what changed.',
    },
  ];
}
