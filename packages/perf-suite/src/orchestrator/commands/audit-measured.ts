import { tmpdir } from 'node:os';
import { isAllApart } from '../plan/plan.js';
import type { PreparedRun } from '../plan/prepare-run.js';
import { runWorker } from '../processes/run-worker.js';
import { stateOf } from '../results/conclude.js';
import { saveRun } from '../results/save-run.js';
import type { Audit } from '../rounds/audit-run.js';
import type { SuiteEnd, SuiteParts, SuiteSettings } from '../rounds/run-suite.js';
import type { ProgressDisplay } from '../terminal/progress-display.js';
import { warnRun } from './warn-run.js';

/**
 * Measures once more in variant processes where that was asked for; returns how the run as a whole ended. The run
 * is saved before, and an audit that fails only adds a warning: it never costs what was measured.
 * @throws {PerfError} `not-writable` when the run cannot be saved anywhere
 */
export async function auditMeasured(
  prepared: PreparedRun,
  settings: SuiteSettings,
  parts: SuiteParts,
  display: ProgressDisplay,
  end: SuiteEnd,
): Promise<SuiteEnd> {
  if (!prepared.settings.audit || isAllApart(prepared.plan)) return end;
  const { recorder } = parts;
  const run = recorder.toRunFile(new Date().toISOString(), stateOf(end, recorder.benchmarks));
  await saveRun(prepared.path, run, tmpdir());
  try {
    const audit = await auditShown(prepared, settings, parts, display);
    tellAudit(audit, parts, display);
    return audit.end === 'interrupted' ? 'interrupted' : end;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    warnRun({ code: 'audit-failed', message: `the audit came to no end: ${reason}` }, parts, display);
    return end;
  }
}

async function auditShown(
  prepared: PreparedRun,
  settings: SuiteSettings,
  { recorder }: SuiteParts,
  display: ProgressDisplay,
): Promise<Audit> {
  const { auditRun } = await import('../rounds/audit-run.js');
  let round = 0;
  const tell = (): void =>
    display.step(
      `audit in variant processes: round ${Math.min(++round, settings.rounds)} of at most ${settings.rounds}`,
    );
  tell();
  const nowMs = (): number => performance.now();
  return auditRun(prepared, settings, {
    recorder,
    runWorker,
    nowMs,
    onRound: tell,
    fallbackFolder: tmpdir(),
  });
}

function tellAudit({ warnings, saved }: Audit, { recorder, events }: SuiteParts, display: ProgressDisplay) {
  for (const [id, warning] of warnings) {
    const benchmark = recorder.benchmark(id);
    benchmark.warn(warning);
    events.emit({ type: 'warning', benchmark: benchmark.index, warning });
  }
  const count = warnings.size;
  display.note(
    `  Audit in variant processes: ${count === 0 ? 'agrees' : `disagrees on ${count} of ${recorder.benchmarks.length}`} (${saved.path})`,
  );
}
