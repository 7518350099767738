import { describe, expect, it } from 'vitest';
import { type ComparableParts, fingerprintOf } from './fingerprint.js';

const machine: ComparableParts = {
  cpu: { model: 'AMD EPYC 7763', logicalCores: 4, availableCores: 2, governor: 'performance', turbo: true },
  os: { platform: 'linux', release: '6.1.0', arch: 'x64' },
  runtime: { node: '20.20.2', v8: '11.3.244.8-node.38', flags: [] },
};

/** Returns the machine with one part changed. */
const withPart = <K extends keyof ComparableParts>(
  part: K,
  fields: Partial<ComparableParts[K]>,
): ComparableParts => ({
  ...machine,
  [part]: { ...machine[part], ...fields },
});

describe('fingerprintOf', () => {
  it('is 16 hex digits, the same for the same machine', () => {
    expect(fingerprintOf(machine)).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(structuredClone(machine))).toBe(fingerprintOf(machine));
  });

  it.each<[string, ComparableParts]>([
    ['CPU model', withPart('cpu', { model: 'Intel Xeon' })],
    ['available cores', withPart('cpu', { availableCores: 1.5 })],
    ['governor', withPart('cpu', { governor: 'powersave' })],
    ['turbo', withPart('cpu', { turbo: null })],
    ['platform', withPart('os', { platform: 'darwin' })],
    ['architecture', withPart('os', { arch: 'arm64' })],
    ['Node minor', withPart('runtime', { node: '20.21.0' })],
    ['V8 build', withPart('runtime', { v8: '11.3.245.8-node.38' })],
    ['flags', withPart('runtime', { flags: ['--no-opt'] })],
  ])('differs with another %s', (_, other) => {
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(machine));
  });

  it.each<[string, ComparableParts]>([
    ['kernel', withPart('os', { release: '6.1.1' })],
    ["host's core count", withPart('cpu', { logicalCores: 64 })],
    ['Node patch', withPart('runtime', { node: 'v20.20.9' })],
    ['V8 patch', withPart('runtime', { v8: '11.3.244.9-node.39' })],
  ])('stays with another %s', (_, other) => {
    expect(fingerprintOf(other)).toBe(fingerprintOf(machine));
  });

  it('does not mix up neighbouring parts', () => {
    const a = withPart('runtime', { flags: ['--a', '--b'] });
    const b = withPart('runtime', { flags: ['--a --b'] });
    expect(fingerprintOf(a)).not.toBe(fingerprintOf(b));
  });
});
