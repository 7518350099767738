import { watchLive as watchLiveInBrowser } from './index.js';
import type { LiveWatcher } from './live-watcher.js';
import { RefusalReasonSocket } from './refusal-reason-socket.js';
import type { WatchOptions } from './watch-options.js';

export type {
  GapMessage,
  HelloMessage,
  LeftOut,
  LiveMessage,
  LiveWatcher,
  Positions,
  ServerMessage,
  SnapshotMessage,
  WatcherStatus,
  WatchOptions,
  WebSocketConstructor,
  WebSocketLike,
} from './index.js';

/** As in the browser, with `ws` as the WebSocket: it says why it was refused, and Node 20 has no other. */
export function watchLive(url: string, options: WatchOptions = {}): LiveWatcher {
  return watchLiveInBrowser(url, { ...options, webSocket: options.webSocket ?? RefusalReasonSocket });
}
