import { setTimeout as sleep } from 'node:timers/promises';

const CHANNELS = ['email', 'push'];

/** What the service does by itself in production, and in this example when a simulation endpoint asks for it. */
export class Tasks {
  constructor({ metrics, business, catalogue, feedUrl }) {
    Object.assign(this, { metrics, business, catalogue, feedUrl });
  }

  /** Asks the feed for new releases. `observeOutbound` measures the request. */
  async fetchReleases({ fail = 0, delayMs = 0 } = {}) {
    const response = await fetch(`${this.feedUrl}?fail=${fail}&delayMs=${delayMs}`, {
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the feed answered ${response.status}`);
    }
    return this.catalogue.addFound(await response.json());
  }

  /** Tells everybody of the oldest releases. What could not be sent stays pending. */
  async notify({ count = 10, fail = 0 } = {}) {
    const sent = { success: 0, failure: 0 };
    for (const release of await this.catalogue.pending(count)) {
      const results = await Promise.all(CHANNELS.map((channel) => this.send(channel, fail)));
      for (const ok of results) sent[ok ? 'success' : 'failure']++;
      if (results.every(Boolean)) await this.catalogue.markNotified(release.id);
    }
    return sent;
  }

  /** Where a real service talks to its mail server. */
  async send(channel, fail) {
    await sleep(1);
    const ok = Math.random() >= fail;
    this.metrics.notification(channel, { ok });
    return ok;
  }

  /** Writes the pending releases into the calendar. */
  syncCalendar({ fail = 0 } = {}) {
    return this.metrics.trackJob('calendar-sync', async () => {
      try {
        if (Math.random() < fail) throw new Error('the calendar refuses the login');
        let created = 0;
        for (const { id } of await this.catalogue.pending(20)) {
          if (await this.catalogue.addEvent(id)) created++;
        }
        this.business.calendarEvents.add({}, created);
        this.business.calendarSyncs.add({ outcome: 'success' });
        return created;
      } catch (error) {
        this.business.calendarSyncs.add({ outcome: 'failure' });
        throw error;
      }
    });
  }

  /** Forgets what was told long ago. */
  cleanUp() {
    const tenMinutesAgo = new Date(Date.now() - 600_000);
    return this.metrics.trackJob('clean-up', () => this.catalogue.cleanUp(tenMinutesAgo));
  }
}
