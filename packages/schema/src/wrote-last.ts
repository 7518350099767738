/** In the message of a failure: what a program wrote before it ended follows. */
export const WROTE_LAST = '\nIt wrote last:\n';
