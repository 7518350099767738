import { seededRandom } from './seeded-random.js';

/** With up to this many rounds every pattern of signs is tried, and p is exact. */
const MOST_ENUMERATED_ROUNDS = 11;
const RANDOM_PATTERNS = 4096;

/**
 * Patterns of sign flips over rounds: bit r % 8 of `bytes[pattern * groupCount + (r >> 3)]` is 1 when
 * round r is flipped. Pattern 0 flips nothing.
 */
export interface SignFlips {
  readonly patternCount: number;
  /** How many bytes (groups of eight rounds) each pattern has. */
  readonly groupCount: number;
  readonly bytes: Uint8Array;
}

/** Returns the smallest p-value that the patterns for so many rounds can give: that of the identity alone. */
export function smallestP(roundCount: number): number {
  return 1 / patternCountFor(roundCount);
}

function patternCountFor(roundCount: number): number {
  return roundCount <= MOST_ENUMERATED_ROUNDS ? 2 ** roundCount : RANDOM_PATTERNS;
}

/**
 * Returns all 2^n patterns of signs for up to 11 rounds, else the identity and 4,095 random ones.
 * @param seed decides the random ones; the same for each seed and round count
 */
export function signFlips(roundCount: number, seed: number): SignFlips {
  const groupCount = Math.max(1, Math.ceil(roundCount / 8));
  const enumerated = roundCount <= MOST_ENUMERATED_ROUNDS;
  const patternCount = patternCountFor(roundCount);
  const bytes = new Uint8Array(patternCount * groupCount);
  const random = seededRandom(seed);
  for (let pattern = 1; pattern < patternCount; pattern++) {
    for (let group = 0; group < groupCount; group++) {
      const byte = enumerated ? (pattern >> (8 * group)) & 0xff : Math.floor(random() * 256);
      bytes[pattern * groupCount + group] = byte;
    }
  }
  return { patternCount, groupCount, bytes };
}
