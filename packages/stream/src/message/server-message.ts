import { type DeepReadonly, liveEventSchema } from '@perf-suite/schema';
import * as v from 'valibot';
import { positionsSchema } from './client-message.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const nonNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
const channel = v.pipe(v.string(), v.regex(/^(run|s\/\d+)$/, 'a channel: "run" or "s/<number>"'));

export const helloSchema = v.object({
  type: v.literal('hello'),
  proto: v.number(),
  epoch: v.string(),
  server: v.string(),
  watcher: v.string(),
  heartbeatMs: v.number(),
  cadenceMs: v.number(),
  limits: v.object({
    maxPayloadBytes: count,
    messagesPerSecond: count,
    subscribeWithinMs: count,
    historyBytes: count,
  }),
  /** How this watcher's last connection ended. */
  previous: v.nullable(v.object({ code: count, reason: v.string(), gapCount: count, sampleCount: count })),
});

export const subscribedSchema = v.object({
  type: v.literal('subscribed'),
  epoch: v.string(),
  resumed: v.boolean(),
  channels: v.array(v.string()),
  bench: v.nullable(v.string()),
  mode: v.picklist(['samples', 'summary']),
});

export const snapshotSchema = v.object({
  type: v.literal('snapshot'),
  epoch: v.string(),
  at: positionsSchema,
  /** Messages of channel `run` that will not come; null when none was missed. */
  missed: v.nullable(v.object({ from: seq, to: seq })),
  events: v.array(liveEventSchema),
  samples: v.array(v.object({ benchmark: count, sampleCount: count })),
});

/** What was left out of one variant's samples, in nanoseconds per iteration. */
export const leftOutSchema = v.object({
  count,
  minNs: nonNegative,
  maxNs: nonNegative,
  meanNs: nonNegative,
});

export const gapSchema = v.object({
  type: v.literal('gap'),
  ch: channel,
  from: seq,
  to: seq,
  sampleCount: v.nullable(count),
  reason: v.picklist(['history', 'slow', 'summary', 'upstream']),
  head: v.nullable(leftOutSchema),
  base: v.nullable(leftOutSchema),
});

export const heartbeatSchema = v.object({ type: v.literal('heartbeat'), beat: count, at: positionsSchema });

export const errorMessageSchema = v.object({
  type: v.literal('error'),
  code: v.picklist(['bad-message', 'bad-filter', 'bad-resume', 'unknown-version', 'too-many-messages']),
  message: v.string(),
  fatal: v.boolean(),
});

const envelopeSchema = v.object({ ch: channel, seq });

/** A live event on its way: channel and number added. */
export const liveMessageSchema = v.intersect([envelopeSchema, liveEventSchema]);

/** Everything a server sends. */
export const serverMessageSchema = v.union([
  v.variant('type', [
    helloSchema,
    subscribedSchema,
    snapshotSchema,
    gapSchema,
    heartbeatSchema,
    errorMessageSchema,
  ]),
  liveMessageSchema,
]);

export type HelloMessage = DeepReadonly<v.InferOutput<typeof helloSchema>>;
export type SubscribedMessage = DeepReadonly<v.InferOutput<typeof subscribedSchema>>;
export type SnapshotMessage = DeepReadonly<v.InferOutput<typeof snapshotSchema>>;
export type LeftOut = DeepReadonly<v.InferOutput<typeof leftOutSchema>>;
export type GapMessage = DeepReadonly<v.InferOutput<typeof gapSchema>>;
export type HeartbeatMessage = DeepReadonly<v.InferOutput<typeof heartbeatSchema>>;
export type ErrorMessage = DeepReadonly<v.InferOutput<typeof errorMessageSchema>>;
/** A live event on its way: channel and number added. */
export type LiveMessage = DeepReadonly<v.InferOutput<typeof liveEventSchema> & { ch: string; seq: number }>;
export type ServerMessage =
  | HelloMessage
  | SubscribedMessage
  | SnapshotMessage
  | GapMessage
  | HeartbeatMessage
  | ErrorMessage
  | LiveMessage;
