import { describe, expect, it } from 'vitest';
import { exitKind } from './worker-exit.js';

const quiet = {
  finished: false,
  stopRequested: false,
  timedOut: false,
  garbled: false,
  exitCode: 0,
  signalName: null,
  output: '',
};
const heap = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

describe('exitKind', () => {
  it.each([
    ['finished', { ...quiet, finished: true }],
    ['stopped', { ...quiet, finished: true, stopRequested: true }],
    ['exited', quiet],
    ['exited', { ...quiet, stopRequested: true }],
    ['timeout', { ...quiet, timedOut: true, exitCode: null, signalName: 'SIGKILL' }],
    ['garbled', { ...quiet, garbled: true, exitCode: null, signalName: 'SIGKILL' }],
    ['killed', { ...quiet, exitCode: null, signalName: 'SIGKILL' }],
    ['out-of-memory', { ...quiet, exitCode: null, signalName: 'SIGABRT', output: heap }],
    ['out-of-memory', { ...quiet, exitCode: 134, output: heap }],
    ['exited', { ...quiet, exitCode: 1, output: heap }],
  ] as const)('detects %s', (kind, ending) => {
    expect(exitKind(ending)).toBe(kind);
  });
});
