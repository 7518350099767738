import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from 'express';

const LIMITS = {
  fail: { most: 1 },
  count: { most: 100, otherwise: 10 },
  delayMs: { most: 10_000 },
  latencyMs: { most: 10_000 },
  cpuMs: { most: 1_000 },
  memoryMb: { most: 256 },
  seconds: { most: 120, otherwise: 10 },
};

/** Reads numbers of a query; what is too large or no number is refused, and not cut. */
function numbersOf(query) {
  const numbers = {};
  for (const [name, { most, otherwise = 0 }] of Object.entries(LIMITS)) {
    const value = Number(query[name] ?? otherwise);
    if (!(value >= 0 && value <= most)) throw new BadNumber(`${name}: expected a number from 0 to ${most}`);
    numbers[name] = value;
  }
  return numbers;
}

class BadNumber extends Error {
  status = 400;
}

/** Endpoints that make the service work, fail and suffer on request, within limits. Not for production. */
export function simulation(tasks, database, cache) {
  const router = Router();
  const held = new HeldMemory();

  router.all('/fetch/simulate', async (request, response) => {
    response.json({ found: await orUnavailable(tasks.fetchReleases(numbersOf(request.query))) });
  });
  router.all('/notify/simulate', async (request, response) => {
    response.json(await tasks.notify(numbersOf(request.query)));
  });
  router.all('/calendar/simulate', async (request, response) => {
    response.json({ created: await orUnavailable(tasks.syncCalendar(numbersOf(request.query))) });
  });
  router.all('/load/simulate', async (request, response) => {
    const { latencyMs, cpuMs, memoryMb, seconds, fail } = numbersOf(request.query);
    if (memoryMb > 0) held.hold(memoryMb, seconds);
    if (request.query.database === 'fail') {
      await database.query('INSERT INTO knowledge (work_id, fact) VALUES (NULL, NULL)');
    }
    if (request.query.cache === 'clear') cache.clear();
    spin(cpuMs);
    await sleep(latencyMs);
    if (Math.random() < fail) throw new Error('simulated');
    response.json({ heldMb: held.megabytes });
  });
  return router;
}

/** What failed is somebody else's: 502, as a gateway says it. */
async function orUnavailable(promise) {
  return promise.catch((error) => {
    throw Object.assign(error, { status: 502 });
  });
}

/** Keeps the processor busy, and nobody else is answered meanwhile. */
export function spin(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** At most 256 MB at once, whoever asks. */
class HeldMemory {
  megabytes = 0;

  hold(megabytes, seconds) {
    if (this.megabytes + megabytes > LIMITS.memoryMb.most) {
      throw Object.assign(new Error(`${this.megabytes} MB are held already`), { status: 429 });
    }
    // Filled, or the system would only promise it.
    const block = Buffer.alloc(megabytes * 1024 * 1024, 1);
    this.megabytes += megabytes;
    setTimeout(() => {
      this.megabytes -= block.length / (1024 * 1024);
    }, seconds * 1_000).unref();
  }
}
