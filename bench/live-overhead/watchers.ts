import { connect } from 'node:net';
import { WebSocket } from 'ws';

/**
 * Watches a live stream from a process of its own until that stream ends, or 10 minutes at most:
 * `watchers.js URL reading N` reads everything and prints how many bytes the first one got, `watchers.js URL stalled N` never reads after the upgrade.
 */
const [url = '', kind = 'reading', count = '1'] = process.argv.slice(2);
const SUBSCRIBE = JSON.stringify({
  type: 'subscribe',
  proto: 1,
  channels: ['run', 's/*'],
  mode: 'samples',
  from: 'start',
});
setTimeout(() => process.exit(0), 600_000).unref();

for (let i = 0; i < Number(count); i++) {
  if (kind === 'stalled') stall(new URL(url));
  else read(url, i === 0);
}

function read(address: string, isFirst: boolean): void {
  let bytes = 0;
  const socket = new WebSocket(address, 'perf-suite.live.v1', { perMessageDeflate: false });
  socket.on('open', () => socket.send(SUBSCRIBE));
  socket.on('message', (data: Buffer) => {
    bytes += data.length;
  });
  if (isFirst) socket.on('close', () => process.stdout.write(`${bytes}`));
  socket.on('error', () => undefined);
}

/** Upgrades and subscribes over a bare socket, then stops reading: what a suspended laptop looks like. */
function stall(address: URL): void {
  const socket = connect(Number(address.port), address.hostname, () => {
    socket.write(
      [
        `GET ${address.pathname}${address.search} HTTP/1.1`,
        `Host: ${address.host}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${Buffer.from('0123456789abcdef').toString('base64')}`,
        'Sec-WebSocket-Protocol: perf-suite.live.v1',
        '\r\n',
      ].join('\r\n'),
    );
    socket.once('data', () => {
      socket.write(maskedTextFrame(SUBSCRIBE));
      socket.pause();
    });
  });
  socket.on('error', () => undefined);
}

/** One client frame with an all-zero mask (RFC 6455, section 5.2); the text is 126 to 65,535 bytes or less than 126. */
function maskedTextFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
}
