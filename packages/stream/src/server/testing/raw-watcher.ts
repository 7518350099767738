import { connect, type Socket } from 'node:net';

/** A client that sends exactly the given bytes, for what no well-behaved client sends. */
export class RawWatcher {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  readonly closed: Promise<void>;

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port });
    this.socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data]);
    });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  write(data: string | Buffer): void {
    this.socket.write(data);
  }

  get receivedText(): string {
    return this.#received.toString('latin1');
  }

  /** Waits until what came so far matches. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (let attempt = 0; attempt < 1_000; attempt++) {
      const match = pattern.exec(this.receivedText);
      if (match !== null) return match;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`never came: ${pattern}; came: ${this.receivedText.slice(0, 500)}`);
  }
}

/** Returns a client that a stream has admitted and greeted. */
export async function admittedTo({ port, token }: { port: number; token: string }): Promise<RawWatcher> {
  const watcher = new RawWatcher(port);
  watcher.write(upgradeRequest(port, { target: `/live?token=${token}` }));
  await watcher.until(/"type":"hello"/);
  return watcher;
}

/** Returns an upgrade request; a header set to null is left out. */
export function upgradeRequest(
  port: number,
  options: { target?: string; headers?: Readonly<Record<string, string | null>> } = {},
): string {
  const headers: Record<string, string | null> = {
    Host: `127.0.0.1:${port}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Protocol': 'perf-suite.live.v1',
    ...options.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return [`GET ${options.target ?? '/live'} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** Returns one masked WebSocket frame, as a client has to send it. */
export function maskedFrame(payload: Buffer, options: { opcode: number; final: boolean }): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const first = (options.final ? 0x80 : 0) | options.opcode;
  const { length } = payload;
  const header =
    length < 126
      ? Buffer.from([first, 0x80 | length])
      : length < 65_536
        ? Buffer.from([first, 0x80 | 126, length >> 8, length & 0xff])
        : Buffer.from([
            first,
            0x80 | 127,
            0,
            0,
            0,
            0,
            length >>> 24,
            (length >> 16) & 0xff,
            (length >> 8) & 0xff,
            length & 0xff,
          ]);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] as number));
  return Buffer.concat([header, mask, masked]);
}

/** Returns the code of the first close frame in what a server sent after its handshake; null without one. */
export function closeCodeIn(received: string): number | null {
  const bytes = Buffer.from(received.slice(received.indexOf('\r\n\r\n') + 4), 'latin1');
  let at = 0;
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] as number) & 0x0f;
    const short = (bytes[at + 1] as number) & 0x7f;
    const [length, header] = short < 126 ? [short, 2] : [bytes.readUInt16BE(at + 2), 4];
    if (opcode === 8) return bytes.readUInt16BE(at + header);
    at += header + length;
  }
  return null;
}
