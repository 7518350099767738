import { add, complete, configure, cycle, save, suite } from './suite.js';

/** What `import ... from 'benny'` gets. */
export { add, complete, configure, cycle, save, suite };
export default { add, complete, configure, cycle, save, suite };
