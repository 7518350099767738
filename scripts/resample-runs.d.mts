export const RUN_COUNT: number;
/** The first run that is slowed, from 1. */
export const SLOW_FROM: number;
export function resampleRuns(options: { readonly runFile: string; readonly folder: string }): Promise<string>;
