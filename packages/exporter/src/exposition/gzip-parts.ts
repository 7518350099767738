import { once } from 'node:events';
import { promisify } from 'node:util';
import { constants, crc32, createDeflateRaw, deflateRaw } from 'node:zlib';

const deflateRawAsync = promisify(deflateRaw);

/** RFC 1952: magic, deflate, no flags, no time, no extra flags, unknown system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** The first part of a gzip stream, kept so that only what follows it must be compressed again. */
export interface GzipStart {
  readonly compressed: readonly Buffer[];
  readonly crc: number;
  readonly size: number;
}

/**
 * Compresses a stream's first part, ending on a byte so that more can follow. Off the main thread,
 * and piece by piece: at 100,000 series even a copy or checksum of the whole would hold up the loop.
 */
export async function gzipStart(chunks: readonly Buffer[]): Promise<GzipStart> {
  const deflate = createDeflateRaw({ level: 1 });
  const compressed: Buffer[] = [GZIP_HEADER];
  deflate.on('data', (part: Buffer) => compressed.push(part));
  let crc = 0;
  let size = 0;
  for (const chunk of chunks) {
    crc = crc32(chunk, crc);
    size += chunk.length;
    if (!deflate.write(chunk)) await once(deflate, 'drain');
  }
  await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
  deflate.close();
  return { compressed, crc, size };
}

/** Returns the whole gzip stream (one member) of a first part and what follows it. */
export async function gzipEnd(start: GzipStart, rest: Buffer): Promise<Buffer[]> {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(rest, start.crc), 0);
  trailer.writeUInt32LE((start.size + rest.length) % 2 ** 32, 4);
  return [...start.compressed, await deflateRawAsync(rest, { level: 1 }), trailer];
}
