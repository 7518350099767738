/** What else the CI jobs do besides measuring and judging. */
export interface CiOptions {
  /** Keep each run of the default branch on a branch of the repository. */
  readonly history: boolean;
}
