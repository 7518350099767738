/** What a deferred test gets, to say that it is done. */
export class Deferred {
  readonly benchmark: unknown;
  readonly resolve: () => void;
  cycles = 0;
  elapsed = 0;
  timeStamp = 0;

  constructor(benchmark: unknown, resolve: () => void = () => {}) {
    this.benchmark = benchmark;
    // A function of its own: scripts hand `deferred.resolve` on as a callback.
    this.resolve = () => resolve();
  }
}
