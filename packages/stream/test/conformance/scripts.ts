import { roundStarted, runFinished, runStarted, samples } from '@perf-suite/testing/sample-events';
import type { Conversation, ConversationLine } from './conversation.js';

/** What happens in each conversation, without what the server says to it: that is in the files. */
export type ConversationScript = Pick<Conversation, 'title' | 'watcher'> &
  Partial<Pick<Conversation, 'limits'>> & { readonly lines: readonly ConversationLine[] };

const connect = { connect: true } as const;
const finish = { finish: true } as const;
const subscribe = (fields: object = {}): ConversationLine => ({ client: { type: 'subscribe', ...fields } });
const resume = (at: Record<string, number>, fields: object = {}): ConversationLine =>
  subscribe({ ...fields, resume: { epoch: 'e1', at } });
const publish = (...events: Parameters<typeof asLine>[0][]): ConversationLine[] => events.map(asLine);
const asLine = (
  event: ReturnType<typeof runStarted | typeof samples | typeof roundStarted | typeof runFinished>,
) => ({
  publish: event,
});
const many = (count: number, make: (index: number) => ConversationLine): ConversationLine[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const CONVERSATIONS: Readonly<Record<string, ConversationScript>> = {
  'watch-from-start': {
    title: 'A watcher gets everything from the first message on, then 1000',
    watcher: 'decent',
    lines: [
      ...publish(runStarted(2), samples(0, 0, [15_000, 15_001.5])),
      connect,
      subscribe({ from: 'start' }),
      { waitMs: 50 },
      ...publish(samples(0, 2, [15_002]), samples(1, 0, [7]), roundStarted(1), runFinished()),
      finish,
    ],
  },
  'join-late': {
    title: 'A watcher that joins late gets the state, then what comes',
    watcher: 'decent',
    lines: [
      ...publish(runStarted(1), roundStarted(0), samples(0, 0, [1, 2, 3]), roundStarted(1)),
      connect,
      subscribe(),
      ...publish(roundStarted(2)),
      finish,
    ],
  },
  'resume-within-history': {
    title: 'After a break a watcher goes on where it was, with nothing lost or twice',
    watcher: 'decent',
    lines: [
      ...publish(runStarted(1)),
      connect,
      subscribe({ from: 'start' }),
      ...publish(samples(0, 0, [1, 2]), roundStarted(1)),
      { break: true },
      ...publish(samples(0, 2, [3]), roundStarted(2)),
      connect,
      resume({ run: 2, 's/0': 1 }, { from: 'start' }),
      ...publish(roundStarted(3)),
      finish,
    ],
  },
  'resume-past-history': {
    title: 'What the history no longer holds is announced as a gap with its exact count',
    watcher: 'decent',
    limits: { historyBytes: 5_000, maxBatchSamples: 4 },
    lines: [
      ...publish(runStarted(1)),
      connect,
      subscribe({ from: 'start' }),
      ...publish(samples(0, 0, [1, 2]), roundStarted(0)),
      { break: true },
      ...many(20, (index) => ({ publish: samples(0, 2 + index * 4, [1, 2, 3, 4]) })),
      connect,
      resume({ run: 2, 's/0': 1 }, { from: 'start' }),
      finish,
    ],
  },
  'run-messages-missed': {
    title: 'Missed run messages come with the state that replaces them, as one snapshot',
    watcher: 'decent',
    limits: { historyBytes: 5_000 },
    lines: [
      ...publish(runStarted(1)),
      connect,
      subscribe({ from: 'start' }),
      { break: true },
      ...many(10, (index) => ({ publish: roundStarted(index) })),
      connect,
      resume({ run: 1 }, { from: 'start' }),
      ...publish(roundStarted(10)),
      finish,
    ],
  },
  'other-epoch': {
    title: 'A resume of another epoch is answered as if there were none',
    watcher: 'hostile',
    lines: [
      ...publish(runStarted(1), roundStarted(0)),
      connect,
      subscribe({ resume: { epoch: 'e0', at: { run: 40, 's/0': 9 } } }),
      finish,
    ],
  },
  'resume-ahead': {
    title: 'A resume ahead of the server is an error, answered with the state',
    watcher: 'hostile',
    lines: [...publish(runStarted(1)), connect, resume({ run: 7 }), finish],
  },
  'slow-watcher': {
    title: 'A watcher that owes a pong for over a second gets gaps, and all samples again after it',
    watcher: 'decent',
    limits: { maxBatchSamples: 2 },
    lines: [
      ...publish(runStarted(1)),
      connect,
      subscribe({ from: 'start' }),
      { waitMs: 2_250 },
      ...publish(
        samples(0, 0, [4, 8]),
        samples(0, 2, [6, 6]),
        samples(0, 0, [5, 9], 'base'),
        roundStarted(1),
      ),
      { waitMs: 250 },
      ...publish(samples(0, 4, [1, 2])),
      { waitMs: 250 },
      { pong: 2 },
      ...publish(samples(0, 6, [3, 4])),
      finish,
    ],
  },
  'stalled-watcher': {
    title: 'A watcher that answers nothing for 15 seconds is closed with 4430; its next hello says so',
    watcher: 'decent',
    lines: [
      ...publish(runStarted(1)),
      connect,
      subscribe({ from: 'start' }),
      { waitMs: 16_250 },
      { waitMs: 2_000 },
      connect,
      resume({ run: 1 }, { from: 'start' }),
      finish,
    ],
  },
  'summary-mode': {
    title: 'A watcher that asks for summaries gets samples as gaps, four times a second',
    watcher: 'decent',
    lines: [
      ...publish(runStarted(1)),
      connect,
      subscribe({ from: 'start', mode: 'summary' }),
      ...publish(samples(0, 0, [10, 20])),
      { waitMs: 250 },
      ...publish(samples(0, 2, [30]), roundStarted(1)),
      { waitMs: 250 },
      finish,
    ],
  },
  'one-benchmark': {
    title: 'A pattern narrows the samples, never the run messages',
    watcher: 'decent',
    lines: [
      ...publish(runStarted(3)),
      connect,
      subscribe({ from: 'start', bench: 'group/b1' }),
      ...publish(samples(0, 0, [1]), samples(1, 0, [2]), samples(2, 0, [3]), roundStarted(1)),
      finish,
    ],
  },
  acks: {
    title: 'A watcher that promised acks gets a heartbeat each second and answers it',
    watcher: 'decent',
    lines: [
      ...publish(runStarted(1)),
      connect,
      subscribe({ from: 'start', acks: true }),
      { waitMs: 1_000 },
      { pong: 1 },
      { client: { type: 'ack', beat: 1 } },
      ...publish(roundStarted(1)),
      { waitMs: 1_000 },
      { pong: 2 },
      { client: { type: 'ack', beat: 2 } },
      finish,
    ],
  },
  'bad-filter': {
    title: 'A channel that does not exist is an error that can be mended',
    watcher: 'hostile',
    lines: [connect, subscribe({ channels: ['run', 'x'] }), subscribe({ channels: ['run'] }), finish],
  },
  'bad-message': {
    title: 'What is no JSON object ends the connection with 4400',
    watcher: 'hostile',
    lines: [connect, { raw: 'hello?' }],
  },
  'unknown-type': {
    title: 'A type that the server does not know changes nothing',
    watcher: 'hostile',
    lines: [connect, { client: { type: 'shutdown' } }, subscribe({ channels: ['run'] }), finish],
  },
  'unknown-version': {
    title: 'Another version ends the connection with 4406',
    watcher: 'hostile',
    lines: [connect, subscribe({ proto: 2 })],
  },
  'no-subscribe': {
    title: 'A watcher that never subscribes is closed with 4408',
    watcher: 'hostile',
    lines: [connect, ...many(10, (index) => ({ pong: index })), { waitMs: 10_000 }],
  },
  'too-many-messages': {
    title: 'More than 20 messages in a second end the connection with 4429',
    watcher: 'hostile',
    lines: [connect, subscribe(), ...many(20, () => ({ client: { type: 'ack', beat: 0 } }))],
  },
};
