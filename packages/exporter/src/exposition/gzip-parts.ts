import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const deflateRawAsync = promisify(deflateRaw);

/** RFC 1952: magic, deflate, no flags, no time, no extra flags, unknown system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** The first part of a gzip stream, kept so that only what follows it must be compressed again. */
export interface GzipStart {
  readonly compressed: Buffer;
  readonly crc: number;
  readonly size: number;
}

/** Compresses a stream's first part, ending on a byte so that more can follow. Off the main thread. */
export async function gzipStart(chunks: readonly Buffer[]): Promise<GzipStart> {
  const content = Buffer.concat(chunks);
  const compressed = await deflateRawAsync(content, { level: 1, finishFlush: constants.Z_SYNC_FLUSH });
  // At 100,000 series a checksum takes milliseconds: not in one turn with the copy above.
  await nextTurn();
  return {
    compressed: Buffer.concat([GZIP_HEADER, compressed]),
    crc: crc32(content),
    size: content.length,
  };
}

/** Returns the whole gzip stream (one member) of a first part and what follows it. */
export async function gzipEnd(start: GzipStart, rest: Buffer): Promise<Buffer[]> {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(rest, start.crc), 0);
  trailer.writeUInt32LE((start.size + rest.length) % 2 ** 32, 4);
  return [start.compressed, await deflateRawAsync(rest, { level: 1 }), trailer];
}
