/**
 * What a warning has to say, by what it found. One place, so that the wording can be changed with the product's.
 */
export const SAYS = {
  /** No code that ran, and no data that was read, differs between the sides. */
  nothingDiffers: /loads code that head changes|same code/i,
  /** Code of the benchmark ran in the first call, and not in the later ones. */
  firstCallOnly: /first calls? only|only once|memoi[sz]/i,
  /** Work goes on after the call has returned. */
  deferred: /after (the|its|each) (call|return)|behind the return|not awaited|later than the call/i,
  /** The call returned a generator, a function or a promise of work that nobody ran. */
  notStarted: /generator|iterator|returns? a function|same code/i,
  /** The files that ran are older than the sources that changed. */
  stale: /older than|stale|out of date|rebuil[dt]/i,
  /** The benchmark reports its own time. */
  ownClock: /own (clock|time|duration)|overriddenDuration|reports? (its|the) (time|duration)/i,
} as const;
