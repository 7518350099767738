import { tmpdir } from 'node:os';
import { isAllApart } from '../plan/plan.js';
import { saveRun } from '../results/save-run.js';
import type { Audit } from '../rounds/audit-run.js';
import type { SuiteEnd } from '../rounds/run-suite.js';
import type { OpenRun } from './run-session.js';
import { warnRun } from './warn-run.js';

/**
 * Measures once more in variant processes where that was asked for; returns how the run as a whole ended. The run
 * is saved before, and an audit that fails only adds a warning: it never costs what was measured.
 * @throws {PerfError} `not-writable` when the run cannot be saved anywhere
 */
export async function audit(open: OpenRun, end: SuiteEnd): Promise<SuiteEnd> {
  const { prepared, recorder } = open;
  if (end === 'interrupted' || !prepared.settings.audit || isAllApart(prepared.plan)) return end;
  const run = recorder.toRunFile(new Date().toISOString(), { interrupted: false });
  await saveRun(prepared.path, run, tmpdir());
  try {
    const found = await auditShown(open);
    showAudit(found, open);
    return found.end === 'interrupted' ? 'interrupted' : end;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    warnRun({ code: 'audit-failed', message: `the audit did not finish: ${reason}` }, open);
    return end;
  }
}

async function auditShown({ prepared, settings, recorder, display }: OpenRun): Promise<Audit> {
  const { auditRun } = await import('../rounds/audit-run.js');
  let round = 0;
  const showRound = (): void =>
    display.step(
      `audit in variant processes: round ${Math.min(++round, settings.rounds)} of at most ${settings.rounds}`,
    );
  showRound();
  const nowMs = (): number => performance.now();
  const fallbackFolder = tmpdir();
  const { runWorker } = prepared;
  return auditRun(prepared, settings, { recorder, runWorker, nowMs, onRound: showRound, fallbackFolder });
}

function showAudit({ warnings, saved }: Audit, { recorder, events, display }: OpenRun): void {
  for (const [id, warning] of warnings) {
    const benchmark = recorder.benchmark(id);
    benchmark.warn(warning);
    events.emit({ type: 'warning', benchmark: benchmark.index, warning });
  }
  const count = warnings.size;
  display.write(
    `  Audit in variant processes: ${count === 0 ? 'agrees' : `disagrees on ${count} of ${recorder.benchmarks.length}`} (${saved.path})`,
  );
}
