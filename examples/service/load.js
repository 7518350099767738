/** What visitors do, and how often. Titles and users vary; paths are those of the service. */
const REQUESTS = [
  { weight: 30, method: 'GET', path: () => `/api/works?kind=${pick(['anime', 'manga', 'novel'])}` },
  { weight: 25, method: 'GET', path: () => '/api/releases/pending' },
  { weight: 10, method: 'GET', path: () => '/' },
  { weight: 5, method: 'POST', path: () => '/api/works', body: { title: 'One more', kind: 'novel' } },
  { weight: 10, method: 'POST', path: () => '/api/fetch/simulate' },
  { weight: 10, method: 'POST', path: () => '/api/notify/simulate' },
  { weight: 5, method: 'POST', path: () => '/api/calendar/simulate' },
  { weight: 5, method: 'GET', path: () => '/api/load/simulate?latencyMs=20' },
];
const DRAWN = REQUESTS.flatMap((request) => Array(request.weight / 5).fill(request));

function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/**
 * Sends requests one after the other on each of several connections, with a pause of 10 ms between two, and returns
 * how many were answered with which status, and how long they took.
 * @param {{ url: string, seconds: number, concurrency: number, token?: string, signal?: AbortSignal }} options
 */
export async function runLoad({ url, seconds, concurrency, token, signal }) {
  const until = performance.now() + seconds * 1_000;
  const statuses = {};
  const timesMs = [];
  async function visit(user, first) {
    // Step by step through all of them; 7 has no factor in common with their number.
    for (let i = first; performance.now() < until && !signal?.aborted; i += 7) {
      const { method, path, body } = DRAWN[i % DRAWN.length];
      const startMs = performance.now();
      const status = await send({ url: url + path(), method, body, user, token });
      if (timesMs.length < 1_000_000) timesMs.push(performance.now() - startMs);
      statuses[status] = (statuses[status] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  await Promise.all(Array.from({ length: concurrency }, (_, i) => visit(`user-${i}`, i)));
  timesMs.sort((a, b) => a - b);
  const at = (share) => timesMs[Math.floor(share * (timesMs.length - 1))] ?? null;
  return { requests: timesMs.length, statuses, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** Returns the status, or the word `failed` where no answer came. */
async function send({ url, method, body, user, token }) {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        'x-user': user,
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 'failed';
  }
}
