import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { JoinedWrites } from './joined-writes.js';

/** A connection that notes what each write to the system held. */
function connection(): { socket: Writable; writes: string[] } {
  const writes: string[] = [];
  const socket = new Writable({
    write: (chunk, _encoding, done) => {
      writes.push(String(chunk));
      done();
    },
    writev: (chunks, done) => {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  return { socket, writes };
}

describe('JoinedWrites', () => {
  it('makes one write of what a turn sends to each socket, in its order', async () => {
    const joined = new JoinedWrites();
    const [one, other] = [connection(), connection()];
    for (const text of ['a', 'b', 'c']) {
      for (const { socket } of [one, other]) {
        joined.hold(socket);
        socket.write(text);
      }
    }
    expect(one.writes).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([one.writes, other.writes]).toEqual([['abc'], ['abc']]);
  });

  it('begins anew in the next turn', async () => {
    const joined = new JoinedWrites();
    const { socket, writes } = connection();
    for (const text of ['a', 'b']) {
      joined.hold(socket);
      socket.write(text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(writes).toEqual(['a', 'b']);
  });

  it('lets go at once when told to, and survives a socket that was destroyed meanwhile', () => {
    const joined = new JoinedWrites();
    const [gone, alive] = [connection(), connection()];
    for (const { socket } of [gone, alive]) {
      joined.hold(socket);
      socket.write('a');
    }
    gone.socket.destroy();
    joined.release();
    expect([gone.writes, alive.writes]).toEqual([[], ['a']]);
  });
});
