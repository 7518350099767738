import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Returns the Bearer token that a request shows, or null. */
export function bearerToken({ headers }: Pick<IncomingMessage, 'headers'>): string | null {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** Returns whether two tokens are the same, in a time that reveals nothing of them. */
export function isSameToken(given: string, expected: string): boolean {
  // Hashes have one length.
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
