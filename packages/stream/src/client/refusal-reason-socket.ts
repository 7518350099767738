import { type ClientRequest, type IncomingMessage, STATUS_CODES } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';

/** A snapshot of five thousand benchmarks takes 12 MB. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const MAX_REASON_BYTES = 1_024;
const REASON_WITHIN_MS = 2_000;

/** What the server answered in place of a handshake. */
export class HandshakeRefusal extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason || (STATUS_CODES[status] ?? 'without a reason'));
    this.status = status;
  }
}

/** A WebSocket that reports, as its error, what the server says where it refuses the handshake; `ws` reports the status only. */
export class RefusalReasonSocket extends WebSocket {
  constructor(url: string, subprotocols: string[]) {
    const options: ClientOptions = {
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    };
    super(url, subprotocols, options);
    this.once('unexpected-response', (request: ClientRequest, response: IncomingMessage) => {
      void reasonIn(response).then((reason) => {
        this.emit('error', new HandshakeRefusal(response.statusCode ?? 0, reason));
        request.destroy();
        // Closes; that this happens before it was open is reported as one more error.
        this.terminate();
      });
    });
  }
}

/** Returns the first line of an answer, as far as it comes in time. */
async function reasonIn(response: IncomingMessage): Promise<string> {
  const ended = setTimeout(() => response.destroy(), REASON_WITHIN_MS);
  let text = '';
  try {
    for await (const piece of response) {
      text += String(piece);
      if (text.length >= MAX_REASON_BYTES) break;
    }
  } catch {
    // What came until then is what there is.
  } finally {
    clearTimeout(ended);
  }
  const isPlain = /^text\/plain\b/.test(response.headers['content-type'] ?? '');
  return isPlain ? (text.split('\n')[0] ?? '').slice(0, MAX_REASON_BYTES) : '';
}
