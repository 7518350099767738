import { posix } from 'node:path';
import type { Project } from './project.js';

const MOST_NAMES = 4;

/**
 * Returns a benchmark file that runs as it is, and shows with the project's own names what to
 * replace: calling its functions with made-up input would measure nothing anyone waits for.
 */
export function exampleBenchmark(project: Project, path: string): string {
  return `import { suite } from 'perf-suite';
${importLine(project, path)}
export default suite(({ bench }) => {
  // Replace this by what your users wait for, with input like theirs:
  //   bench('${sampleName(project)} a typical input', { setup: () => readInput(), run: (input) => ${sampleName(project)}(input) });
  bench('JSON.parse 1,000 records', {
    // Runs before the measured time; gives \`run\` its input.
    setup: () => JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id, name: \`record \${id}\` }))),
    // Returns its result, so that the work cannot be optimised away.
    run: (text) => JSON.parse(text)${project.usesTypeScript ? ' as unknown' : ''},
  });
});
`;
}

function importLine({ entry, exportedNames }: Project, path: string): string {
  if (entry === null) return '';
  const names = exportedNames.filter((name) => name !== 'default').slice(0, MOST_NAMES);
  const what = names.length > 0 ? `{ ${names.join(', ')} }` : 'library';
  // TypeScript's sources are imported by the name that they have when built.
  const file = entry.replace(/\.([cm]?)ts$/, '.$1js');
  return `// import ${what} from '${posix.relative(posix.dirname(path), file)}';\n`;
}

function sampleName({ exportedNames }: Project): string {
  return exportedNames.find((name) => /^[a-z]/.test(name) && name !== 'default') ?? 'parse';
}
