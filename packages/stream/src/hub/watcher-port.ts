import type { CloseCode } from '../message/close-code.js';
import type { Frame } from './frame.js';

/** One watcher's connection as a session sees it. A socket in production; a model in tests. */
export interface WatcherPort {
  /** Bytes handed over and not yet taken by the network. */
  readonly bufferedBytes: number;
  send(frame: Frame): void;
  ping(beat: number): void;
  /** Starts the closing handshake. */
  close(code: CloseCode, reason: string): void;
  /** Ends the connection now. */
  terminate(): void;
}
