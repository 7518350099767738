import type { Way } from './way.js';
import { BUILT_INS } from './ways/built-ins.js';
import { CHILDREN } from './ways/children.js';
import { CONSTANTS_AND_DATA } from './ways/constants-and-data.js';
import { CONTROLS } from './ways/controls.js';
import { ENGINE } from './ways/engine.js';
import { HANDED_VALUES } from './ways/handed-values.js';
import { LINKS } from './ways/links.js';
import { MODULE_PATHS } from './ways/module-paths.js';
import { NEVER_RUN } from './ways/never-run.js';
import { NPM_PACKAGES } from './ways/npm-packages.js';
import { OUTSIDE_WORLD } from './ways/outside-world.js';
import { OWN_CLOCK_WAYS } from './ways/own-clock.js';
import { OWN_CONFIG } from './ways/own-config.js';
import { SHARED_STATE } from './ways/shared-state.js';
import { STALE_OUTPUT } from './ways/stale-output.js';
import { UNEVEN_CALLS } from './ways/uneven-calls.js';
import { UNTRACKED_FILES } from './ways/untracked-files.js';
import { WORKING_FOLDER } from './ways/working-folder.js';

/** Every project of the table, in its order. */
export const ALL_WAYS: readonly Way[] = [
  ...SHARED_STATE,
  ...BUILT_INS,
  ...ENGINE,
  ...MODULE_PATHS,
  ...WORKING_FOLDER,
  ...LINKS,
  ...NPM_PACKAGES,
  ...CHILDREN,
  ...OUTSIDE_WORLD,
  ...NEVER_RUN,
  ...HANDED_VALUES,
  ...CONSTANTS_AND_DATA,
  ...UNTRACKED_FILES,
  ...STALE_OUTPUT,
  ...OWN_CLOCK_WAYS,
  ...UNEVEN_CALLS,
  ...OWN_CONFIG,
  ...CONTROLS,
];
