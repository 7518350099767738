import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveWatcher } from '../../src/client/live-watcher.js';
import type { WatchOptions } from '../../src/client/watch-options.js';
import type { WebSocketLike } from '../../src/client/web-socket-like.js';
import { clientMessageSchema } from '../../src/message/client-message.js';
import { serverMessageSchema } from '../../src/message/server-message.js';
import type { Conversation } from './conversation.js';
import { playServer } from './play-server.js';
import { CONVERSATIONS } from './scripts.js';

const names = Object.keys(CONVERSATIONS);

function fileOf(name: string): URL {
  return new URL(`../../fixtures/conformance/${name}.jsonl`, import.meta.url);
}

function readConversation(name: string): Conversation {
  const [head, ...lines] = readFileSync(fileOf(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return { ...(head as Omit<Conversation, 'lines'>), lines: lines as Conversation['lines'] };
}

describe('the server, in each conversation of the fixtures', () => {
  it.each(names)('%s', (name) => {
    const played = playServer(CONVERSATIONS[name] as (typeof CONVERSATIONS)[string]);
    if (process.env.UPDATE_GOLDEN === '1') {
      const { lines, ...head } = played;
      writeFileSync(
        fileOf(name),
        [head, ...lines]
          .map(
            (line) => `${JSON.stringify(line)}
`,
          )
          .join(''),
      );
    }
    expect(JSON.parse(JSON.stringify(played))).toEqual(readConversation(name));
  });

  it.each(names)('%s: all messages have the shape that the schemas say', (name) => {
    const { lines, watcher } = readConversation(name);
    for (const line of lines) {
      if ('server' in line) expect(v.safeParse(serverMessageSchema, line.server).issues).toBeUndefined();
      if ('client' in line && watcher === 'decent') {
        expect(v.safeParse(clientMessageSchema, line.client).issues).toBeUndefined();
      }
    }
  });
});

/** With random 0 the first wait is half of 250 ms. */
const FIRST_BACK_OFF_MS = 125;

/** The client's end of a conversation: what it says is kept, what it hears comes from the file. */
class ScriptedSocket implements WebSocketLike {
  static readonly opened: ScriptedSocket[] = [];
  readonly said: object[] = [];
  binaryType = '';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;

  constructor() {
    ScriptedSocket.opened.push(this);
  }

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  close(): void {}

  hear(message: object): void {
    (this.onmessage as ((event: { data: string }) => void) | null)?.({ data: JSON.stringify(message) });
  }

  end(code: number): void {
    (this.onclose as ((event: { code: number; reason: string }) => void) | null)?.({ code, reason: '' });
  }
}

function playClient(conversation: Conversation): { delivered: string[]; states: string[] } {
  const delivered: string[] = [];
  const states: string[] = [];
  ScriptedSocket.opened.length = 0;
  const first = conversation.lines.find((line) => 'client' in line);
  const { channels, bench, mode, from, acks } = (first as { client: WatchOptions } | undefined)?.client ?? {};
  const watcher = new LiveWatcher('ws://127.0.0.1:1/live', {
    ...JSON.parse(JSON.stringify({ channels, bench, mode, from, acks })),
    webSocket: ScriptedSocket,
    random: () => 0,
    onSnapshot: () => delivered.push('snapshot'),
    onMessage: (message) => delivered.push(`${message.ch} ${message.seq}`),
    onGap: (gap) => delivered.push(`gap ${gap.ch} ${gap.from}-${gap.to}`),
    onStatus: ({ state }) => states.push(state),
  });
  let connections = 0;
  let heard = 0;
  for (const line of conversation.lines) {
    if ('connect' in line) {
      if (connections > 0) vi.advanceTimersByTime(FIRST_BACK_OFF_MS);
      connections += 1;
      heard = 0;
      expect(ScriptedSocket.opened.length, 'connections').toBe(connections);
    }
    const socket = ScriptedSocket.opened.at(-1);
    if ('server' in line) socket?.hear(line.server);
    else if ('client' in line) expect(socket?.said[heard++]).toMatchObject(line.client);
    else if ('break' in line) socket?.end(1006);
    else if ('close' in line) socket?.end(line.close);
  }
  watcher.close();
  return { delivered, states };
}

describe('the client, in each conversation of a decent watcher', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(names.filter((name) => CONVERSATIONS[name]?.watcher === 'decent'))('%s', (name) => {
    const conversation = readConversation(name);
    const { delivered, states } = playClient(conversation);
    expect(delivered).toEqual(conversation.delivers);
    expect(states.at(-1)).toBe('ended');
  });
});
