import { samples } from '@perf-suite/testing/sample-events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveWatcher } from './live-watcher.js';
import type { WebSocketLike } from './web-socket-like.js';

/** A connection whose other end the test speaks for. */
class SpokenSocket implements WebSocketLike {
  static opened: SpokenSocket[] = [];
  readonly said: { readonly type: string; readonly [field: string]: unknown }[] = [];
  readonly urls: string[] = [];
  closed = false;
  binaryType = '';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;

  constructor(url: string) {
    this.urls.push(url);
    SpokenSocket.opened.push(this);
  }
  send(text: string): void {
    this.said.push(JSON.parse(text));
  }
  close(_code: number, reason: string): void {
    if (Buffer.byteLength(reason) > 123) throw new RangeError('as every WebSocket does');
    this.closed = true;
  }
  hear(message: object | null | ArrayBuffer): void {
    const data = message instanceof ArrayBuffer ? message : JSON.stringify(message);
    (this.onmessage as ((event: { data: unknown }) => void) | null)?.({ data });
  }
}

describe('a watcher whose server is not right', () => {
  const hello = {
    type: 'hello',
    proto: 1,
    epoch: 'e',
    server: '1',
    watcher: 'w7',
    heartbeatMs: 1_000,
    cadenceMs: 50,
    limits: {},
    previous: null,
  };
  const snapshot = { type: 'snapshot', epoch: 'e', at: { run: 4 }, missed: null, events: [], samples: [] };
  let watcher: LiveWatcher;
  let delivered: unknown[];
  let gaps: unknown[];
  let snapshots: unknown[];

  beforeEach(() => {
    vi.useFakeTimers();
    SpokenSocket.opened = [];
    delivered = [];
    gaps = [];
    snapshots = [];
    watcher = new LiveWatcher('ws://127.0.0.1:1/live?token=t', {
      webSocket: SpokenSocket,
      random: () => 0,
      acks: true,
      onMessage: (message) => delivered.push(message.seq),
      onGap: (gap) => gaps.push(gap),
      onSnapshot: ({ at }) => snapshots.push(at),
    });
    socket().hear(hello);
    socket().hear({ type: 'subscribed', epoch: 'e', resumed: false });
    socket().hear(snapshot);
  });

  afterEach(() => {
    watcher.close();
    vi.useRealTimers();
  });

  function socket(): SpokenSocket {
    return SpokenSocket.opened.at(-1) as SpokenSocket;
  }

  it.each([
    [
      'leaves out a message',
      () => socket().hear({ type: 'round-started', ch: 'run', seq: 6, t: 0, round: 1 }),
    ],
    [
      'says in a heartbeat that more was sent',
      () => socket().hear({ type: 'heartbeat', beat: 1, at: { run: 5 } }),
    ],
    ['sends what is no frame of ours', () => socket().hear(new ArrayBuffer(3))],
    [
      'leaves out a message of a channel with a long name',
      () => socket().hear({ type: 'round-started', ch: '名'.repeat(200), seq: 6, t: 0, round: 1 }),
    ],
    ['sends null', () => socket().hear(null)],
    ['sends a list', () => socket().hear([])],
    ['sends an object without a type', () => socket().hear({ ch: 'run', seq: 5 })],
    ['greets without saying its limits', () => socket().hear({ ...hello, limits: undefined })],
    ['sends a snapshot without positions', () => socket().hear({ ...snapshot, at: undefined })],
    ['sends a position that is no number', () => socket().hear({ ...snapshot, at: { run: 'far' } })],
    ['sends a snapshot whose events are none', () => socket().hear({ ...snapshot, events: [null] })],
    ['sends a heartbeat without positions', () => socket().hear({ type: 'heartbeat', beat: 1, at: null })],
    ['sends a message without its number', () => socket().hear({ type: 'round-started', ch: 'run', t: 0 })],
    ['sends a gap without its end', () => socket().hear({ type: 'gap', ch: 's/0', from: 1 })],
    ['is silent for five heartbeats', () => vi.advanceTimersByTime(7_500)],
  ])('comes back on a new connection and resumes when it %s', (_, misbehave) => {
    const before = socket();
    misbehave();
    expect(before.closed).toBe(true);
    vi.advanceTimersByTime(125);
    expect(SpokenSocket.opened.length).toBe(2);
    expect(socket().urls[0]).toContain('watcher=w7');
    socket().hear(hello);
    expect(socket().said[0]).toMatchObject({ type: 'subscribe', resume: { epoch: 'e', at: { run: 4 } } });
    expect(delivered).toEqual([]);
  });

  it('does not ask for ever, nor at once, where it gets a valid hello and then invalid messages', () => {
    const giveUpAfterMs = 4_000;
    const waits: number[] = [];
    let ended = '';
    watcher.close();
    watcher = new LiveWatcher('ws://127.0.0.1:1/live', {
      webSocket: SpokenSocket,
      random: () => 0,
      giveUpAfterMs,
      onStatus: (status) => {
        if (status.state === 'waiting') waits.push(status.retryInMs);
        if (status.state === 'ended') ended = status.reason;
      },
    });
    while (ended === '') {
      socket().hear(hello);
      socket().hear({ type: 'subscribed', epoch: 'e', resumed: false });
      socket().hear({ ...snapshot, at: undefined });
      vi.advanceTimersByTime(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([125, 250, 500, 1_000, 2_000, 4_000]);
    expect(ended).toContain('gave up: expected a message of type snapshot');
  });

  it('drops what comes twice, and ignores what it does not know', () => {
    socket().hear({ type: 'round-started', ch: 'run', seq: 5, t: 0, round: 1 });
    socket().hear({ type: 'round-started', ch: 'run', seq: 5, t: 0, round: 1 });
    socket().hear({ type: 'weather', rain: true });
    socket().hear({ type: 'error', code: 'bad-resume', message: '', fatal: false });
    expect(delivered).toEqual([5]);
    expect(SpokenSocket.opened.length).toBe(1);
  });

  it('answers heartbeats with acks when it promised them', () => {
    socket().hear({ type: 'heartbeat', beat: 3, at: { run: 4 } });
    expect(socket().said.at(-1)).toEqual({ type: 'ack', beat: 3 });
  });

  describe('and that sends again what a full message had no room for', () => {
    const samplesAt = (seq: number) => ({ ch: 's/0', seq, ...samples(0, seq, [1]) });

    beforeEach(() => {
      for (const seq of [1, 2]) socket().hear(samplesAt(seq));
      socket().hear(samplesAt(4));
      vi.advanceTimersByTime(125);
      socket().hear({ ...hello, limits: { maxPayloadBytes: 90 } });
    });

    it('says where it is in `run`, and in as many channels as fit', () => {
      expect(socket().said[0]).toMatchObject({ resume: { epoch: 'e', at: { run: 4 } } });
      expect(JSON.stringify(socket().said[0]).length).toBeLessThanOrEqual(90);
    });

    it('takes what is new, and agrees with a server that is behind', () => {
      socket().hear(samplesAt(1));
      socket().hear({ type: 'heartbeat', beat: 1, at: { 's/0': 1 } });
      for (const seq of [2, 3]) socket().hear(samplesAt(seq));
      expect(delivered).toEqual([1, 2, 3]);
      expect(socket().closed).toBe(false);
    });

    it('hands over the part of a gap that it does not know', () => {
      const gap = {
        type: 'gap',
        ch: 's/0',
        from: 1,
        sampleCount: 9,
        reason: 'history',
        head: null,
        base: null,
      };
      socket().hear({ ...gap, to: 2 });
      socket().hear({ ...gap, to: 6 });
      expect(gaps).toEqual([{ ...gap, from: 3, to: 6, sampleCount: null }]);
    });

    it('stays where it is when run messages are missed', () => {
      const missed = { from: 5, to: 8 };
      socket().hear({ type: 'snapshot', epoch: 'e', at: { run: 8 }, missed, events: [], samples: [] });
      for (const seq of [1, 2, 3]) socket().hear(samplesAt(seq));
      expect(snapshots.at(-1)).toEqual({ run: 8, 's/0': 2 });
      expect(delivered).toEqual([1, 2, 3]);
    });
  });
});
