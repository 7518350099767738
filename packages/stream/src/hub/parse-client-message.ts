import * as v from 'valibot';
import { type ClientMessage, clientMessageSchema } from '../message/client-message.js';

/** `unknown`: a type that a later version may have; to be ignored. `bad` says what is wrong. */
export type ParsedClientMessage =
  | { readonly kind: 'message'; readonly message: ClientMessage }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'bad'; readonly reason: string };

const LONGEST_REASON = 500;

export function parseClientMessage(text: string): ParsedClientMessage {
  const value = jsonObject(text);
  if (value === null) return { kind: 'bad', reason: 'expected a JSON object with a type' };
  if (value.type !== 'subscribe' && value.type !== 'ack') return { kind: 'unknown' };
  const result = v.safeParse(clientMessageSchema, value, { abortEarly: true });
  if (result.success) return { kind: 'message', message: result.output };
  const [issue] = result.issues;
  const where = [value.type, ...(issue.path ?? []).map((item) => String(item.key))].join('.');
  const reason = `${where}: expected ${issue.expected ?? issue.message}, found ${issue.received}`;
  return { kind: 'bad', reason: reason.slice(0, LONGEST_REASON) };
}

function jsonObject(text: string): { readonly type?: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
