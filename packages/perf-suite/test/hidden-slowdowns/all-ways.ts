import type { Way } from './way.js';
import { BUILT_INS } from './ways/built-ins.js';
import { CONTROLS } from './ways/controls.js';
import { FILES } from './ways/files.js';
import { SHARED_STATE } from './ways/shared-state.js';

/** Every project of the table, in its order. */
export const ALL_WAYS: readonly Way[] = [...SHARED_STATE, ...BUILT_INS, ...FILES, ...CONTROLS];
