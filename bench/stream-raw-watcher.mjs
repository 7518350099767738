/**
 * A watcher for bench/stream.mjs that costs its own process next to nothing, so that a thousand of
 * them do not measure themselves: it reads all into one buffer, follows frames by their headers, and
 * answers what keeps a connection alive. Speaks to our server, to socket.io and to plain `ws`.
 */
import { connect } from 'node:net';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
/** Longer messages are counted only. */
const LONGEST_READ = 256;
const READ_BYTES = 256 * 1024;
const shared = Buffer.allocUnsafeSlow(READ_BYTES);

/**
 * Connects and resolves when the server takes it as a watcher.
 * @param counts `messages`, `bytes` and `closes` are counted here
 */
export function connectRaw({ url, protocol, counts }) {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: { buffer: shared, callback: (length) => frames.take(shared.subarray(0, length)) },
    });
    const say = (text) => socket.write(maskedFrame(TEXT, Buffer.from(text)));
    const frames = new FrameReader({
      opened: () => {
        if (protocol?.startsWith('perf-suite') === true) say('{"type":"subscribe"}');
        if (!pathname.startsWith('/socket.io')) resolve(socket);
      },
      message: (length, text) => {
        counts.messages += 1;
        counts.bytes += length;
        // engine.io: 0 opens, 2 is a ping; socket.io: 40 connects.
        if (pathname.startsWith('/socket.io') && text !== null) {
          if (text.startsWith('0{')) say('40');
          else if (text.startsWith('40{')) resolve(socket);
          else if (text === '2') say('3');
        }
      },
      ping: (payload) => socket.write(maskedFrame(PONG, payload)),
      closed: (payload) => socket.end(maskedFrame(CLOSE, payload)),
    });
    socket.on('error', reject);
    socket.on('close', () => {
      counts.closes += 1;
    });
    socket.write(
      [
        `GET ${pathname}${search} HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version: 13',
        ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
        '',
        '',
      ].join('\r\n'),
    );
  });
}

/** Follows a server's bytes: its HTTP answer, then unmasked frames, wherever the pieces are cut. */
class FrameReader {
  #on;
  #isOpen = false;
  /** What is kept of a head or a short payload that is not whole yet. */
  #held = Buffer.alloc(0);
  #skip = 0;

  constructor(on) {
    this.#on = on;
  }

  take(piece) {
    const skipped = Math.min(this.#skip, piece.length);
    this.#skip -= skipped;
    if (skipped === piece.length) return;
    let rest = piece.subarray(skipped);
    if (this.#held.length > 0) rest = Buffer.concat([this.#held, rest]);
    this.#held = Buffer.from(this.#read(rest));
  }

  /** Reads what is whole and returns the rest. */
  #read(bytes) {
    let at = 0;
    if (!this.#isOpen) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return bytes;
      if (!bytes.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        throw new Error(`refused: ${bytes.subarray(0, end)}`);
      }
      this.#isOpen = true;
      this.#on.opened();
      at = end + 4;
    }
    while (at + 2 <= bytes.length) {
      const opcode = bytes[at] & 0x0f;
      const short = bytes[at + 1];
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (at + header > bytes.length) break;
      const length =
        short < 126
          ? short
          : short === 126
            ? bytes.readUInt16BE(at + 2)
            : Number(bytes.readBigUInt64BE(at + 2));
      const end = at + header + length;
      if (length > LONGEST_READ) {
        this.#on.message(length, null);
        this.#skip = Math.max(0, end - bytes.length);
      } else {
        if (end > bytes.length) break;
        this.#short(opcode, bytes.subarray(at + header, end));
      }
      at = Math.min(end, bytes.length);
    }
    return bytes.subarray(at);
  }

  #short(opcode, payload) {
    if (opcode === PING) this.#on.ping(Buffer.from(payload));
    else if (opcode === CLOSE) this.#on.closed(Buffer.from(payload));
    else this.#on.message(payload.length, opcode === TEXT ? payload.toString('latin1') : null);
  }
}

function maskedFrame(opcode, payload) {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
