import { expect, it } from 'vitest';
import { failureOf, type WorkerEnd } from './worker-exit-failure.js';

const at = { round: 1, timeoutMs: 1000, repeated: true };
const end = (found: Partial<WorkerEnd>): WorkerEnd => ({
  kind: 'killed',
  exitCode: null,
  signalName: null,
  output: '',
  reached: null,
  ...found,
});

it('distinguishes a crash of native code from a kill by another process', () => {
  expect(failureOf(end({ signalName: 'SIGSEGV', output: 'before\nlast' }), at)).toMatchObject({
    reason: 'crashed',
    message: 'its process crashed with SIGSEGV in round 2, twice, saying: last',
  });
  expect(failureOf(end({ signalName: 'SIGKILL' }), at)).toMatchObject({
    reason: 'killed',
    message: 'its process was killed from outside by SIGKILL in round 2, twice',
  });
});

it("quotes V8's own reason, not the stack below it", () => {
  const output =
    '<--- Last few GCs --->\nFATAL ERROR: Reached heap limit\n 1: 0xb9c1f0 node::Abort() [node]\n';
  expect(failureOf(end({ kind: 'out-of-memory', output }), at)?.message).toBe(
    'ran out of memory in round 2, saying: FATAL ERROR: Reached heap limit',
  );
});
