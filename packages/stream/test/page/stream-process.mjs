// Serves a run's events in a process of its own, so that a test can kill it like a crash would.
// node stream-process.mjs PORT TOKEN EVENTS.json
import { readFileSync } from 'node:fs';
import { startLiveStream } from '../../dist/index.js';

const [port, token, file] = process.argv.slice(2);
const stream = await startLiveStream({ port: Number(port), token, keepMs: 60_000 });
for (const event of JSON.parse(readFileSync(file, 'utf8'))) stream.publish(event);
process.stdout.write(`${stream.pageUrl}\n`);
