import * as v from 'valibot';

const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Positions: the last seq seen on each channel. */
export const positionsSchema = v.record(v.string(), seq);

export const subscribeSchema = v.object({
  type: v.literal('subscribe'),
  proto: v.optional(v.number(), 1),
  channels: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(1_000)), [
    'run',
    's/*',
  ]),
  bench: v.nullish(v.pipe(v.string(), v.maxLength(512)), null),
  mode: v.optional(v.picklist(['samples', 'summary']), 'samples'),
  from: v.optional(v.picklist(['now', 'start']), 'now'),
  acks: v.optional(v.boolean(), false),
  resume: v.nullish(v.object({ epoch: v.pipe(v.string(), v.maxLength(64)), at: positionsSchema }), null),
});

export const ackSchema = v.object({ type: v.literal('ack'), beat: seq });

/** Everything that a watcher may say. */
export const clientMessageSchema = v.variant('type', [subscribeSchema, ackSchema]);

export type Positions = Readonly<Record<string, number>>;
export type SubscribeMessage = v.InferOutput<typeof subscribeSchema>;
/** A subscribe message as it is written: everything but the type may be left out. */
export type SubscribeRequest = Omit<v.InferInput<typeof subscribeSchema>, 'type'>;
export type ClientMessage = v.InferOutput<typeof clientMessageSchema>;
