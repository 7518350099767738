import { BASE_COUNT, changedLibrary, HEAD_COUNT, library } from '../project-snippets.js';
import type { Way } from '../way.js';

/** What head's config makes of base, or of how both are measured. */
export const OWN_CONFIG: readonly Way[] = [
  {
    name: "slower, while head's config sets base up so that it is as slow (`baseSetup`)",
    kind: 'wrong files',
    base: changedLibrary(library).base,
    head: {
      ...changedLibrary(library).head,
      'perf.config.json': { baseSetup: `sed -i s/${BASE_COUNT}/${HEAD_COUNT}/ src/lib.mjs` },
    },
    expected: { outcome: 'not-run', says: /base was set up by "sed/ },
  },
];
