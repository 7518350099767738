import type { LiveEvent } from '@perf-suite/schema';
import { StreamHub } from '../../src/hub/stream-hub.js';
import { DEFAULT_LIMITS } from '../../src/hub/stream-limits.js';
import { ModelPort } from '../../src/hub/testing/model-port.js';
import type { WatcherSession } from '../../src/hub/watcher-session.js';
import type { Conversation, ConversationLine } from './conversation.js';
import type { ConversationScript } from './scripts.js';

const TICK_MS = 250;

/** Returns the whole conversation that our server makes of a script. */
export function playServer(script: ConversationScript): Conversation {
  const play = new ServerPlay(script);
  for (const line of script.lines) play.take(line);
  return {
    title: script.title,
    watcher: script.watcher,
    epoch: 'e1',
    limits: script.limits ?? {},
    delivers: play.delivers,
    lines: play.lines,
  };
}

class ServerPlay {
  readonly lines: ConversationLine[] = [];
  readonly delivers: string[] = [];
  readonly #hub: StreamHub;
  #port: ModelPort | null = null;
  #session: WatcherSession | null = null;
  #nowMs = 0;
  #fromStart = false;

  constructor(script: ConversationScript) {
    const limits = { ...DEFAULT_LIMITS, ...script.limits };
    this.#hub = new StreamHub({ epoch: 'e1', server: '1.0.0', limits, newWatcherId: () => 'w1' });
  }

  take(line: ConversationLine): void {
    this.lines.push(line);
    if ('publish' in line) this.#hub.publish(line.publish as LiveEvent, this.#nowMs);
    else if ('connect' in line) {
      this.#port = new ModelPort();
      const options = { subprotocol: 'perf-suite.live.v1', watcherId: 'w1' } as const;
      this.#session = this.#hub.connect(this.#port, options, this.#nowMs);
    } else if ('client' in line) {
      this.#fromStart = 'from' in line.client && line.client.from === 'start';
      this.#session?.receive(JSON.stringify(line.client), this.#nowMs);
    }
    if ('raw' in line) this.#session?.receive(line.raw, this.#nowMs);
    else if ('pong' in line) this.#session?.ponged(line.pong, this.#nowMs);
    else if ('waitMs' in line) this.#wait(line.waitMs);
    else if ('break' in line) this.#leave(1006);
    else if ('finish' in line) this.#finish();
    this.#listen();
  }

  #wait(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.#nowMs < untilMs) {
      const nextTickMs = (Math.floor(this.#nowMs / TICK_MS) + 1) * TICK_MS;
      this.#nowMs = Math.min(nextTickMs, untilMs);
      if (this.#nowMs % TICK_MS === 0) this.#hub.tick(this.#nowMs);
      else this.#hub.flush(this.#nowMs);
      if (this.#nowMs < untilMs) this.#listen();
    }
  }

  #finish(): void {
    this.#hub.finish(this.#nowMs);
    this.#listen();
    this.#session?.finish(this.#nowMs);
  }

  #listen(): void {
    for (let item = this.#port?.next(); item !== undefined; item = this.#port?.next()) {
      if (item.kind === 'ping') this.lines.push({ ping: item.beat });
      else if (item.kind === 'frame') {
        const message = JSON.parse(item.frame.data.toString('utf8')) as Record<string, unknown>;
        this.lines.push({ server: message });
        const delivered = deliveredAs(message, this.#fromStart);
        if (delivered !== null) this.delivers.push(delivered);
      } else {
        this.lines.push({ close: item.code });
        this.#leave(item.code);
        return;
      }
    }
  }

  #leave(code: number): void {
    if (this.#session !== null) this.#hub.leave(this.#session, code, this.#nowMs);
    this.#session = null;
    this.#port = null;
  }
}

/** Returns what a client hands over for a message; null where it keeps it to itself. */
function deliveredAs(message: Record<string, unknown>, fromStart: boolean): string | null {
  // From the start on, with nothing known before, begins with an empty state.
  if (message.type === 'subscribed') return message.resumed === false && fromStart ? 'snapshot' : null;
  if (message.type === 'snapshot') return 'snapshot';
  if (message.type === 'gap') return `gap ${message.ch} ${message.from}-${message.to}`;
  return 'seq' in message ? `${message.ch} ${message.seq}` : null;
}
