import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { JsonStructure } from '@perf-suite/schema/node';
import { Refused } from './refused.js';

/** What a body of the size allowed can be unpacked to. */
const MOST_UNPACKED = 8;

/** Returns a request's body, unpacked. @throws {Refused} when it is too large, or has more structure than a run */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new Refused(415, `expected Content-Encoding gzip or none, found ${encoding}`);
  }
  const type = request.headers['content-type'] ?? '';
  // A web page can send other types to any server without being asked for.
  if (!/^application\/(json|gzip)\b/.test(type)) {
    throw new Refused(415, `expected Content-Type application/json, found ${type || 'none'}`);
  }
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const isPacked = encoding === 'gzip' || type.startsWith('application/gzip');
  const mostHere = isPacked ? mostBytes * MOST_UNPACKED : mostBytes;
  const structure = new JsonStructure();
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const piece of isPacked ? unpacked(request, mostBytes) : (request as AsyncIterable<Buffer>)) {
      sizeBytes += piece.length;
      if (sizeBytes > mostHere) throw tooLarge(mostHere);
      const broken = structure.take(piece);
      if (broken !== null) throw new Refused(413, `expected no more than a run can hold, found ${broken}`);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(400, `the body cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return Buffer.concat(pieces);
}

function unpacked(request: IncomingMessage, mostBytes: number): AsyncIterable<Buffer> {
  let packedBytes = 0;
  const gunzip = createGunzip();
  request.on('data', (piece: Buffer) => {
    packedBytes += piece.length;
    if (packedBytes > mostBytes) gunzip.destroy(tooLarge(mostBytes));
  });
  // What fails is thrown where the last stream is read.
  return pipeline(request, gunzip, () => undefined) as AsyncIterable<Buffer>;
}

function tooLarge(mostBytes: number): Refused {
  return new Refused(413, `expected at most ${mostBytes} bytes, found more`);
}
