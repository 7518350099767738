import { childEnvironment } from './child-environment.js';
import { type BaseChoice, chooseBaseCommit } from './choose-base-commit.js';
import { findRepository, gitIn } from './git.js';
import { parseAgainst } from './parse-against.js';
import { runCommand } from './run-command.js';

interface CommitRequest {
  /** Absolute folder of the project. */
  readonly root: string;
  readonly against: string;
  readonly againstTip: boolean;
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * Returns the commit that `--against` means, without checking it out; null where it means something else, or cannot
 * be found: preparing the base says why.
 */
export async function baseCommit({
  root,
  against,
  againstTip,
  variables,
}: CommitRequest): Promise<BaseChoice | null> {
  try {
    const parsed = parseAgainst(against);
    if (parsed.kind !== 'ref') return null;
    const git = gitIn(root, childEnvironment(variables), runCommand);
    await findRepository(git);
    return await chooseBaseCommit(git, parsed.ref, { againstTip, variables });
  } catch {
    return null;
  }
}
