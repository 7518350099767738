/** What a script finds in a benchmark after its run: numbers of the right kind, of which none was measured. */
export function placeholderRun() {
  return {
    hz: 1000,
    count: 1,
    cycles: 1,
    stats: {
      isPlaceholder: true,
      deviation: 0,
      mean: 0.001,
      moe: 0,
      rme: 0,
      sample: [0.001, 0.001, 0.001, 0.001, 0.001],
      sem: 0,
      variance: 0,
    },
    times: { cycle: 0.001, elapsed: 0.005, period: 0.001, timeStamp: Date.now() },
  };
}

/** The same before its run. */
export function unrun() {
  return {
    hz: 0,
    count: 0,
    cycles: 0,
    stats: { deviation: 0, mean: 0, moe: 0, rme: 0, sample: [], sem: 0, variance: 0 },
    times: { cycle: 0, elapsed: 0, period: 0, timeStamp: 0 },
  };
}
