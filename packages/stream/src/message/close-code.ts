/** Why a connection ends; see PROTOCOL.md, "Close codes". */
export const CLOSE_CODES = {
  runOver: 1000,
  goingAway: 1001,
  badMessage: 4400,
  unknownVersion: 4406,
  noSubscribe: 4408,
  tooManyMessages: 4429,
  tooSlow: 4430,
  serverFailed: 4500,
} as const;

export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES];

const WORTH_COMING_BACK: readonly number[] = [
  CLOSE_CODES.goingAway,
  1005,
  1006,
  1011,
  1012,
  CLOSE_CODES.tooSlow,
  CLOSE_CODES.serverFailed,
];

/** Returns whether a watcher whose connection ended with this code should come back. */
export function isWorthComingBack(code: number): boolean {
  return WORTH_COMING_BACK.includes(code);
}
