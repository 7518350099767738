export function copyService(folder: string): { readonly project: string; readonly baseSetup: string };
export function commitSlowdown(
  project: string,
  slowdown: { readonly path: string; readonly ms: number },
): void;
export function git(cwd: string, ...args: readonly string[]): string;
