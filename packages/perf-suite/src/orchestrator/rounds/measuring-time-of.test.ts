import { expect, it } from 'vitest';
import { timeLeftMs } from '../../wire/measuring-time.js';
import { DEFAULT_SETTINGS } from '../config/settings-table.js';
import { measuringTimeOf } from './measuring-time-of.js';

const command = { timeMs: null, kind: 'command' } as const;

it('measures a command of tenths of a second until it has ten samples of each side, for up to 3 s', () => {
  const time = measuringTimeOf(command, DEFAULT_SETTINGS, undefined);
  expect(timeLeftMs(time, 1000, 9)).toBe(2000);
  expect(timeLeftMs(time, 1000, 10)).toBe(0);
  expect(timeLeftMs(time, 3000, 9)).toBe(0);
});

it('takes the time of the project, of the benchmark, or of the flag as it is, whatever the samples', () => {
  const project = { timeMs: 400 };
  expect(measuringTimeOf(command, project, undefined)).toEqual({ timeMs: 400 });
  expect(measuringTimeOf({ ...command, timeMs: 500 }, project, undefined)).toEqual({ timeMs: 500 });
  expect(measuringTimeOf({ ...command, timeMs: 500 }, project, 600)).toEqual({ timeMs: 600 });
});

it('measures a function three times as long where its calls are few', () => {
  const time = measuringTimeOf({ timeMs: null }, DEFAULT_SETTINGS, undefined);
  expect(time).toEqual({
    timeMs: DEFAULT_SETTINGS.timeMs,
    longer: { ms: 3 * DEFAULT_SETTINGS.timeMs, samples: 100 },
  });
});
