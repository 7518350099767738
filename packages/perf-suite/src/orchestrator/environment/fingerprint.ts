import { createHash } from 'node:crypto';
import type { Environment } from '@perf-suite/schema';

/** The parts of an environment that `fingerprintOf` reads. */
export type ComparableParts = Pick<Environment, 'cpu' | 'os' | 'runtime'>;

/**
 * Returns 16 hex digits that are equal for environments whose times may be compared.
 *
 * In, because a change moves times by more than the effects looked for:
 * - CPU model, architecture, platform;
 * - available cores (a quota throttles, a single core shares with the collector's threads);
 * - governor and turbo (they set the clock);
 * - V8 up to its build number (`11.3.244`) and the flags: they decide the machine code;
 * - Node's major and minor (`20.20`): its own JavaScript and native parts change there.
 *
 * Out, because a change would cut a history in two for nothing:
 * - Node's and V8's patch: security fixes, rarely a change of speed;
 * - the kernel's release: hosted CI machines change it weekly;
 * - the host's core count and memory, memory limit, load: they make noise, which is measured, not shifted times;
 * - container, CI system and the environment's name: labels for people. The same machine is as fast under another name.
 */
export function fingerprintOf({ cpu, os, runtime }: ComparableParts): string {
  const decisive = [
    cpu.model,
    cpu.availableCores,
    cpu.governor,
    cpu.turbo,
    os.platform,
    os.arch,
    firstParts(runtime.node.replace(/^v/, ''), 2),
    firstParts(runtime.v8, 3),
    runtime.flags,
  ];
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex').slice(0, 16);
}

function firstParts(version: string, partCount: number): string {
  return version.split('.').slice(0, partCount).join('.');
}
