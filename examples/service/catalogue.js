import { randomUUID } from 'node:crypto';

export const KINDS = ['anime', 'manga', 'novel'];

/** More than these are not kept waiting: the feed is asked again later. */
const MOST_PENDING = 5_000;

/** The works, and what was released of them: all that the service knows, and all its SQL. */
export class Catalogue {
  constructor(database) {
    this.database = database;
  }

  /** Puts a few works into an empty database, so that there is something to see. */
  async seed() {
    if ((await this.countWorks()).length > 0) return;
    for (let i = 1; i <= 60; i++) {
      const id = await this.addWork({ title: `Work ${i}`, kind: KINDS[i % KINDS.length] });
      await this.addRelease(id, 1);
      if (i % 2 === 0) {
        const fact = `Work ${i} has ${12 + i} episodes.`;
        await this.database.query('INSERT INTO knowledge (work_id, fact) VALUES ($1, $2)', [id, fact]);
      }
    }
  }

  async addWork({ title, kind }) {
    const id = randomUUID();
    await this.database.query('INSERT INTO works (id, title, kind) VALUES ($1, $2, $3)', [id, title, kind]);
    return id;
  }

  async addRelease(workId, number) {
    await this.database.query(
      'INSERT INTO releases (id, work_id, number, found_at) VALUES ($1, $2, $3, $4)',
      [randomUUID(), workId, number, new Date().toISOString()],
    );
  }

  works(kind) {
    return this.database.query(
      `SELECT id, title, kind, (SELECT COUNT(*) FROM releases WHERE work_id = works.id) AS releases
         FROM works WHERE kind = $1 ORDER BY title LIMIT 50`,
      [kind],
    );
  }

  /** Releases that nobody was told of yet, the oldest first. */
  pending(limit = 50) {
    return this.database.query(
      `SELECT releases.id, releases.number, releases.found_at, works.title
         FROM releases JOIN works ON works.id = releases.work_id
        WHERE releases.notified_at IS NULL ORDER BY releases.found_at LIMIT $1`,
      [limit],
    );
  }

  /** @returns how many were new enough to keep */
  async addFound(found) {
    if ((await this.countPending()) >= MOST_PENDING) return 0;
    const works = await this.database.query('SELECT id FROM works ORDER BY id LIMIT 1000');
    for (const { work, number } of found) await this.addRelease(works[work % works.length].id, number);
    return found.length;
  }

  async markNotified(releaseId) {
    const now = new Date().toISOString();
    await this.database.query('UPDATE releases SET notified_at = $1 WHERE id = $2', [now, releaseId]);
  }

  /** @returns whether there was no event of this release yet */
  async addEvent(releaseId) {
    const added = await this.database.query(
      'INSERT INTO calendar_events (release_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING release_id',
      [releaseId],
    );
    return added.length > 0;
  }

  /** Forgets releases that everybody was told of before this time. */
  async cleanUp(before) {
    await this.database.query(
      `DELETE FROM calendar_events WHERE release_id IN
         (SELECT id FROM releases WHERE notified_at < $1)`,
      [before.toISOString()],
    );
    await this.database.query('DELETE FROM releases WHERE notified_at < $1', [before.toISOString()]);
  }

  countWorks() {
    return this.database.query('SELECT kind, COUNT(*) AS count FROM works GROUP BY kind');
  }

  async countPending() {
    const [row] = await this.database.query(
      'SELECT COUNT(*) AS count FROM releases WHERE notified_at IS NULL',
    );
    return Number(row.count);
  }

  async countKnowledge() {
    const [row] = await this.database.query('SELECT COUNT(*) AS count FROM knowledge');
    return Number(row.count);
  }
}
