/** Path in the project to content; an object becomes JSON. */
export type Files = Readonly<Record<string, string | object>>;

/**
 * `shared code`: both sides run one function. `shared state`: one side's code changes how the other's runs.
 * `wrong files`: one side reads the other's files. `never run`: the change is not reached by what is timed.
 * `clock`: the time is not the one that was measured.
 * `some calls`: most calls, and the slowest, take as long as before. `control`: nothing is hidden.
 */
export type Kind =
  | 'shared code'
  | 'shared state'
  | 'wrong files'
  | 'never run'
  | 'clock'
  | 'some calls'
  | 'control';

/**
 * What the user has to be shown.
 *
 * - `found`: the slowdown is reported; exit code 1.
 * - `refused`: the comparison cannot be made, and what is printed says why; exit code 2, 4, 5 or 6.
 * - `not-run`: a warning says that the change was not timed, and the verdict is `inconclusive`; exit code 0.
 * - `not-passed`: it is found, or left open; which of the two depends on how noisy the machine is. Exit code 1 or 0.
 * - `not-flagged`: nothing is hidden; exit code 0. `mayWarn` allows a warning that is true all the same.
 */
export type Expected =
  | { readonly outcome: 'found' }
  | { readonly outcome: 'refused'; readonly says: RegExp }
  | { readonly outcome: 'not-run'; readonly says: RegExp }
  | { readonly outcome: 'not-passed' }
  | { readonly outcome: 'not-flagged'; readonly mayWarn?: RegExp };

/**
 * A small project whose head does more work than its base, while by one trick a comparison may not see it.
 * In contents and targets of links, `{{head}}` stands for head's folder and `{{outside}}` for a folder
 * beside it that no checkout contains, `{{port}}` for a free port.
 */
export interface Way {
  /** Completes "the work is ... ". */
  readonly name: string;
  readonly kind: Kind;
  /** Committed on `main`. */
  readonly base: Files;
  /** What the branch changes. */
  readonly head: Files;
  /** Ignored by git, so that only head's folder has it; older than head's change. */
  readonly ignored?: Files;
  /** In head's folder only, and not added to git. */
  readonly uncommitted?: Files;
  readonly outside?: Files;
  /** Packages that npm installs in head's folder. */
  readonly install?: readonly string[];
  /** Symbolic links that git keeps: path in the project to target. */
  readonly links?: Readonly<Record<string, string>>;
  /** Further arguments of the command. */
  readonly args?: readonly string[];
  /** Environment of the command; filled in likewise. */
  readonly env?: Readonly<Record<string, string>>;
  readonly expected: Expected;
}
