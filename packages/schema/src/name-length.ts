/** Characters that the name of a benchmark may have, with those of its groups and parameters. */
export const LONGEST_NAME = 1000;

/** An id, or the name of a file that did not load, holds a path besides. */
export const LONGEST_ID = LONGEST_NAME + 4096 + 1;
