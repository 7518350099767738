import type { ReadText } from './read-text.js';

/** How the CPU picks its clock; null where the system does not say (virtual machines, macOS, Windows). */
export interface CpuFrequency {
  readonly governor: string | null;
  readonly turbo: boolean | null;
}

/**
 * Returns governor and turbo as Linux reports them under /sys. Cores with different governors are
 * joined (`performance+powersave`), because a worker may land on either.
 */
export function readCpuFrequency(readText: ReadText, logicalCores: number): CpuFrequency {
  const governors = new Set<string>();
  for (let core = 0; core < logicalCores; core++) {
    const governor = readText(`/sys/devices/system/cpu/cpu${core}/cpufreq/scaling_governor`)?.trim();
    if (governor) governors.add(governor);
  }
  return {
    governor: governors.size === 0 ? null : [...governors].sort().join('+'),
    turbo: readTurbo(readText),
  };
}

function readTurbo(readText: ReadText): boolean | null {
  const noTurbo = readText('/sys/devices/system/cpu/intel_pstate/no_turbo')?.trim();
  if (noTurbo === '0' || noTurbo === '1') return noTurbo === '0';
  const boost = readText('/sys/devices/system/cpu/cpufreq/boost')?.trim();
  return boost === '0' || boost === '1' ? boost === '1' : null;
}
