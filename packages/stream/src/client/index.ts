import { LiveWatcher } from './live-watcher.js';
import type { WatchOptions } from './watch-options.js';
import { globalWebSocket } from './web-socket-like.js';

export type { Positions } from '../message/client-message.js';
export type {
  GapMessage,
  HelloMessage,
  LeftOut,
  LiveMessage,
  ServerMessage,
  SnapshotMessage,
} from '../message/server-message.js';
export type { LiveWatcher } from './live-watcher.js';
export type { WatcherStatus, WatchOptions } from './watch-options.js';
export type { WebSocketConstructor, WebSocketLike } from './web-socket-like.js';

/**
 * Watches a live stream until its run is over.
 * @param url as `run --live` prints it, with the token
 * @throws {TypeError} where there is no global WebSocket and none is given
 */
export function watchLive(url: string, options: WatchOptions = {}): LiveWatcher {
  const webSocket = options.webSocket ?? globalWebSocket();
  if (webSocket === undefined) {
    throw new TypeError('watchLive: no global WebSocket here; give one as `webSocket`');
  }
  return new LiveWatcher(url, { ...options, webSocket });
}
