import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenForStop } from './stop-signals.js';

it.each(['SIGINT', 'SIGHUP'])('%s asks to stop after the slice first, and now the second time', (name) => {
  const source = new EventEmitter();
  const calls: string[] = [];
  const stop = listenForStop(source, () => calls.push('first'));
  source.emit(name);
  expect([stop.afterSlice.aborted, stop.now.aborted]).toEqual([true, false]);
  source.emit('SIGTERM');
  expect([stop.afterSlice.aborted, stop.now.aborted]).toEqual([true, true]);
  expect(calls).toEqual(['first']);
});

it('wakes who waits for the next request, and listens no more once closed', async () => {
  const source = new EventEmitter();
  const stop = listenForStop(source, () => undefined);
  const next = stop.nextRequest();
  source.emit('SIGINT');
  await expect(next).resolves.toBeUndefined();
  stop.close();
  expect(source.eventNames()).toEqual([]);
});
