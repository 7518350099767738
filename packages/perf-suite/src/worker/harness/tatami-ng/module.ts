/** What `import ... from 'tatami-ng'` gets: the names of all its versions. */
export { baseline, bench, clear, group } from './declare.js';
export { bmf, run } from './run.js';
