/** The service that load is sent to, in a process of its own: `PORT=3000 node bench/load/service.mjs even`, or `stalls`. */
import { createServer } from 'node:http';

const kind = process.argv[2] ?? 'even';

/** Of a second in ten, nothing is answered: a long garbage collection, a lock, a backup. */
const STALL = { everyMs: 10_000, lastsMs: 1000 };

// Seeded, so that each tool meets the same mixture.
let state = 42;
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** Nine in ten are quick; the others take up to ten times as long. */
const delayMs = () => (random() < 0.9 ? 4 + 4 * random() : 20 + 40 * random());

const server = createServer((_request, response) => {
  const answer = () => response.end('ok');
  if (kind === 'even') {
    setTimeout(answer, delayMs());
    return;
  }
  const sinceStallMs = performance.now() % STALL.everyMs;
  if (sinceStallMs < STALL.lastsMs) setTimeout(answer, STALL.lastsMs - sinceStallMs);
  else setTimeout(answer, 2);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address();
  if (process.send === undefined) console.log(`http://127.0.0.1:${port}`);
  else process.send({ port });
});
process.on('disconnect', () => process.exit(0));
