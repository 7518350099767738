/** So that neither vitest nor perf-suite looks for the one of this repository's tests. */
export default {};
