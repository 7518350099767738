import { describe, expect, it } from 'vitest';
import { readCpuFrequency } from './cpu-frequency.js';

const governorOf = (core: number) => `/sys/devices/system/cpu/cpu${core}/cpufreq/scaling_governor`;
const noTurbo = '/sys/devices/system/cpu/intel_pstate/no_turbo';
const boost = '/sys/devices/system/cpu/cpufreq/boost';
const frequencyWith = (files: Readonly<Record<string, string>>) =>
  readCpuFrequency((path) => files[path] ?? null, 2);

describe('readCpuFrequency', () => {
  it('names one governor, or all where cores differ', () => {
    expect(frequencyWith({ [governorOf(0)]: 'powersave\n', [governorOf(1)]: 'powersave\n' }).governor).toBe(
      'powersave',
    );
    expect(frequencyWith({ [governorOf(0)]: 'powersave', [governorOf(1)]: 'performance' }).governor).toBe(
      'performance+powersave',
    );
  });

  it.each([
    [{ [noTurbo]: '0\n' }, true],
    [{ [noTurbo]: '1\n' }, false],
    [{ [boost]: '1\n' }, true],
    [{ [boost]: '0\n' }, false],
    [{ [boost]: 'x' }, null],
  ])('reads turbo from %j as %s', (files, turbo) => {
    expect(frequencyWith(files).turbo).toBe(turbo);
  });

  it('knows nothing where the system does not say', () => {
    expect(frequencyWith({})).toEqual({ governor: null, turbo: null });
  });
});
