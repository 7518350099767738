/** What `import ... from 'mitata'` gets: the names of all its versions. */
export { $ } from './format.js';
export { do_not_optimize } from './lib.js';
export { measure } from './measure.js';
export { barplot, baseline, bench, boxplot, compact, group, lineplot, run, summary } from './run.js';
export { B, flags } from './trial.js';
