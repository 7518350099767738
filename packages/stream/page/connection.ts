import type { LiveEvent } from '@perf-suite/schema';

/** How the page is connected; shown as it is. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | {
      readonly kind: 'waiting';
      readonly attempt: number;
      readonly retryInMs: number;
      readonly reason: string;
    }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'file' };

export interface ConnectionEvents {
  /** Forget what was known: another run, or another lifetime of the server. */
  onReset(): void;
  onSnapshot(events: readonly LiveEvent[]): void;
  onEvent(event: LiveEvent): void;
  /** Samples of one benchmark that will not come; null where the number is not known. */
  onMissed(benchmark: number, sampleCount: number | null): void;
  onState(state: ConnectionState): void;
}

const FINAL: Readonly<Record<number, string>> = {
  1000: 'the run is over',
  4400: 'the server did not understand this page',
  4401: 'the token is wrong',
  4406: 'the server speaks another version',
  4429: 'the server was asked too often',
};

/** Connects to the stream that the page was served beside, and comes back until it is told not to. */
export function connect(pageUrl: URL, events: ConnectionEvents): void {
  const url = new URL('live', pageUrl);
  url.protocol = pageUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  url.search = '';
  const token = pageUrl.searchParams.get('token');
  if (token !== null) url.searchParams.set('token', token);
  let attempt = 0;
  let epoch: string | null = null;
  const at: Record<string, number> = {};

  function open(): void {
    events.onState({ kind: 'connecting' });
    const socket = new WebSocket(url, 'perf-suite.live.v1');
    socket.onopen = () => {
      const resume = epoch === null ? null : { epoch, at };
      socket.send(JSON.stringify({ type: 'subscribe', from: 'start', acks: true, resume }));
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      attempt = 0;
      receive(socket, JSON.parse(message.data));
    };
    socket.onclose = ({ code, reason }) => {
      const final = FINAL[code];
      if (final !== undefined) return events.onState({ kind: 'closed', reason: final });
      const retryInMs = Math.min(10_000, 250 * 2 ** attempt++) * (0.5 + Math.random() / 2);
      events.onState({ kind: 'waiting', attempt, retryInMs, reason: reason || 'the connection broke' });
      setTimeout(open, retryInMs);
    };
  }

  function receive(socket: WebSocket, message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        break;
      case 'subscribed':
        if (!message.resumed) {
          for (const channel of Object.keys(at)) delete at[channel];
          if (epoch !== null) events.onReset();
        }
        epoch = message.epoch;
        events.onState({ kind: 'live' });
        break;
      case 'snapshot':
        Object.assign(at, message.at);
        events.onSnapshot(message.events);
        break;
      case 'gap':
        at[message.ch] = message.to;
        if (message.ch !== 'run') events.onMissed(Number(message.ch.slice(2)), message.sampleCount);
        break;
      case 'heartbeat':
        socket.send(JSON.stringify({ type: 'ack', beat: message.beat }));
        break;
      case 'error':
        break;
      default:
        at[message.ch] = message.seq;
        events.onEvent(message);
    }
  }
  open();
}

type ServerMessage =
  | { readonly type: 'hello' }
  | { readonly type: 'error' }
  | { readonly type: 'subscribed'; readonly epoch: string; readonly resumed: boolean }
  | { readonly type: 'snapshot'; readonly at: Record<string, number>; readonly events: readonly LiveEvent[] }
  | { readonly type: 'gap'; readonly ch: string; readonly to: number; readonly sampleCount: number | null }
  | { readonly type: 'heartbeat'; readonly beat: number }
  | (LiveEvent & { readonly ch: string; readonly seq: number });
