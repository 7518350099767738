import type { Project } from './project.js';

const SETTINGS = `{
  // The smallest change at p50 that counts as one; twice as much at p95.
  minimumEffect: '2.5%',
  // Measuring time for each benchmark and round. Rounds are fresh processes: \`auto\` ends them when the verdict is clear.
  time: '90ms',
  rounds: 'auto',
}`;

/** Returns a config file that says the defaults people change first. Every key is also a flag. */
export function configText({ usesTypeScript, moduleFormat }: Project): string {
  const text =
    usesTypeScript || moduleFormat === 'esm'
      ? `export default ${SETTINGS};\n`
      : `module.exports = ${SETTINGS};\n`;
  return usesTypeScript ? text : `/** @type {import('perf-suite').PerfConfig} */\n${text}`;
}
