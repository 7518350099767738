import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts the service of a kind; returns its address and how to end it. */
export async function startService(kind) {
  const child = fork(fileURLToPath(new URL('service.mjs', import.meta.url)), [kind]);
  const [{ port }] = await once(child, 'message');
  return { origin: `http://127.0.0.1:${port}`, end: () => child.disconnect() };
}
