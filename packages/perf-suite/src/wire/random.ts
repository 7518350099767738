/** A seeded source of randomness: the same seed gives the same sequence on every machine. */
export interface Random {
  /** The next number, uniform in [0, 1) with 32 random bits. */
  next(): number;
  /** Heads or tails, each with probability one half. */
  coin(): boolean;
  /** A whole number, uniform in [0, limit). */
  below(limit: number): number;
  /** A new list with the same elements, every order equally likely (Fisher-Yates). */
  shuffle<T>(list: readonly T[]): T[];
}

/**
 * Starts a random sequence from a seed (any whole number; its lower 53 bits count).
 * Source: sfc32 of PractRand by Chris Doty-Humphrey, seeded through splitmix32.
 */
export function createRandom(seed: number): Random {
  const nextWord = sfc32(seed);
  const random: Random = {
    next: () => nextWord() / 2 ** 32,
    coin: () => nextWord() >= 2 ** 31,
    below(limit) {
      if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) {
        throw new RangeError(`limit is ${limit}: expected a whole number from 1 to 2^32`);
      }
      // Words past the last whole multiple of the limit would favour small numbers.
      const fair = 2 ** 32 - (2 ** 32 % limit);
      let word = nextWord();
      while (word >= fair) word = nextWord();
      return word % limit;
    },
    shuffle(list) {
      const shuffled = [...list];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const chosen = random.below(last + 1);
        const kept = shuffled[last] as (typeof shuffled)[number];
        shuffled[last] = shuffled[chosen] as (typeof shuffled)[number];
        shuffled[chosen] = kept;
      }
      return shuffled;
    },
  };
  return random;
}

/**
 * Returns a seed (0 to 2^32 - 1) for one named part of a run, so that parts draw independent
 * sequences and adding one does not shift the others. Source: FNV-1a, mixed by splitmix32.
 */
export function deriveSeed(seed: number, ...path: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of [seed, ...path].join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  }
  return splitmix32(hash)();
}

function sfc32(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}: expected a whole number`);
  const mix = splitmix32((seed | 0) ^ Math.imul(Math.floor(seed / 2 ** 32) | 0, 0x9e3779b1));
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  const nextWord = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // The first words still show the seed's pattern.
  for (let i = 0; i < 12; i++) nextWord();
  return nextWord;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
