import {
  ANALYSIS_KINDS,
  type Analysis,
  PerfError,
  parseAnalysis,
  parseReport,
  parseRunFile,
  type Report,
  type RunFile,
} from '@perf-suite/schema';
import { inputName, readJsonFile } from '@perf-suite/schema/node';
import { type CustomValues, parseCustomValues } from '../custom/custom-values.js';

/** Why a file of the folder is not used. */
export const SKIP_REASONS = ['unreadable', 'corrupt', 'future-version', 'duplicate', 'clock-ahead'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export type FolderFile =
  | { readonly kind: 'run'; readonly run: RunFile }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'analysis'; readonly analysis: Analysis }
  | { readonly kind: 'metrics'; readonly metrics: CustomValues }
  /** JSON of some other tool: none of our business. */
  | { readonly kind: 'other' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly message: string };

/** Returns what a file holds; never throws, since one bad file must not hide the good ones. */
export async function readFolderFile(path: string): Promise<FolderFile> {
  try {
    const value = await readJsonFile(path);
    const name = inputName(path);
    const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
    if (kind === 'run') return { kind, run: parseRunFile(value, name) };
    if (kind === 'report') return { kind, report: parseReport(value, name) };
    if (ANALYSIS_KINDS.some((one) => one === kind))
      return { kind: 'analysis', analysis: parseAnalysis(value, name) };
    if (kind === 'metrics') return { kind, metrics: parseCustomValues(value, name) };
    return { kind: 'other' };
  } catch (error) {
    if (!(error instanceof PerfError)) throw error;
    return { kind: 'skipped', reason: reasonOf(error), message: error.message };
  }
}

function reasonOf({ code }: PerfError): SkipReason {
  if (code === 'future-version') return 'future-version';
  return code === 'not-found' ? 'unreadable' : 'corrupt';
}
