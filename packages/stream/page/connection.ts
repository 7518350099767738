import {
  type GapMessage,
  type LiveMessage,
  type SnapshotMessage,
  type WatcherStatus,
  watchLive,
} from '@perf-suite/stream/client';

/** How the page is connected; shown as it is. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'file' };

export interface ConnectionEvents {
  /** What was known before is void; this is the run now. `restarted` when another lifetime of the stream began. */
  onSnapshot(snapshot: SnapshotMessage, kind: 'first' | 'again' | 'restarted'): void;
  onMessage(message: LiveMessage): void;
  onGap(gap: GapMessage): void;
  onState(state: ConnectionState): void;
}

const FINAL: Readonly<Record<number, string>> = {
  1000: 'the run is over',
  4400: 'the server did not understand this page',
  4406: 'the server speaks another version',
  4408: 'this page subscribed too late',
  4429: 'this page sent too many messages',
};

/** A browser does not let a page know why it was refused, so after a few attempts the likely reason is named. */
const ATTEMPTS_UNTIL_DOUBT = 3;

/** Watches the stream of the server that served the page, from the run's first message on. */
export function connect(pageUrl: URL, events: ConnectionEvents): void {
  let epoch: string | null = null;
  let attempt = 0;
  watchLive(streamUrl(pageUrl).href, {
    from: 'start',
    acks: true,
    onSnapshot(snapshot) {
      const kind = epoch === null ? 'first' : epoch === snapshot.epoch ? 'again' : 'restarted';
      epoch = snapshot.epoch;
      events.onSnapshot(snapshot, kind);
    },
    onMessage: (message) => events.onMessage(message),
    onGap: (gap) => events.onGap(gap),
    onStatus(status) {
      attempt = status.state === 'live' ? 0 : status.state === 'waiting' ? attempt + 1 : attempt;
      events.onState(shownState(status, attempt));
    },
  });
}

/** Returns where the stream is: `/live` beside the page, with the page's token. */
export function streamUrl(pageUrl: URL): URL {
  const url = new URL('live', pageUrl);
  url.protocol = pageUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = pageUrl.searchParams.get('token');
  if (token !== null) url.searchParams.set('token', token);
  return url;
}

function shownState(status: WatcherStatus, attempt: number): ConnectionState {
  switch (status.state) {
    case 'live':
      return { kind: 'live' };
    case 'connecting':
      return attempt === 0
        ? { kind: 'connecting' }
        : { kind: 'waiting', attempt, reason: waitingReason(attempt) };
    case 'waiting':
      return { kind: 'waiting', attempt, reason: waitingReason(attempt) };
    case 'ended':
      return { kind: 'closed', reason: FINAL[status.code] ?? status.reason };
  }
}

function waitingReason(attempt: number): string {
  if (attempt <= ATTEMPTS_UNTIL_DOUBT) return 'the connection broke';
  return 'the server does not answer, or not to this address; if the run was started again, open the link that it printed; behind a proxy, start it with --public-url';
}
