import { withoutShimPaths } from '../processes/node-path.js';

/** Set by git while it runs a hook: with these, git would look at the hook's repository and index. */
const GIT_STATE = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_COMMON_DIR',
];

/** Set by the package manager that started this process, about the project it started it for. */
const PROJECT_STATE =
  /^(npm_package_|npm_lifecycle_|npm_command$|npm_config_(prefix|global|local_prefix|workspace|workspaces|include_workspace_root|recursive|filter|dir|ignore_workspace|frozen_lockfile|verify_deps_before_run|user_agent)$|pnpm_script_src_dir$|init_cwd$)/i;

/**
 * Returns the environment to run git and package managers in: as ours, without what ties it to the
 * project or git hook that started us, with development dependencies, and without questions.
 */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(withoutShimPaths(env)).filter(
    ([name]) => !GIT_STATE.includes(name) && !PROJECT_STATE.test(name) && name !== 'NODE_ENV',
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
    // pnpm and yarn ask before they remove or change things unless they run in CI.
    CI: env.CI ?? 'true',
  };
}
