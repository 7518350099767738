import { posix } from 'node:path';
import type { OwnFunction, Project } from './project.js';

/** Runs as it is, and a function that takes text takes this one. */
const RECORDS = `JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id, name: \`record \${id}\` })))`;

/**
 * Returns a benchmark file that calls a function of the project's own. What only a person can know is marked as to be
 * done: which input users have, and where no function was found, which function.
 */
export function exampleBenchmark(project: Project, path: string): string {
  const { entry, ownFunction } = project;
  if (entry === null || ownFunction === null) return withoutOwnFunction(project, path);
  const { name } = ownFunction;
  const call = ownFunction.exportedAs === 'member' ? `library.${name}` : name;
  return `import { suite } from 'perf-suite';
import ${importedAs(ownFunction)} from '${specifierOf(entry, path)}';

export default suite(({ bench }) => {
  bench('${name}', {
    // TODO: return an input like those of your users. This runs before the measured time.
    setup: () => ${RECORDS},
    // The result is returned, so that the work cannot be optimised away.
    run: (input) => ${call}(input),
  });
});
`;
}

function withoutOwnFunction({ entry, usesTypeScript }: Project, path: string): string {
  const from = entry === null ? '../src/your-code.js' : specifierOf(entry, path);
  return `import { suite } from 'perf-suite';
// TODO: import what your users wait for, and measure it instead of JSON.parse.
// import { yourFunction } from '${from}';

export default suite(({ bench }) => {
  bench('JSON.parse 1,000 records', {
    // Runs before the measured time; gives \`run\` its input.
    setup: () => ${RECORDS},
    // The result is returned, so that the work cannot be optimised away.
    run: (text) => JSON.parse(text)${usesTypeScript ? ' as unknown' : ''},
  });
});
`;
}

function importedAs({ name, exportedAs }: OwnFunction): string {
  if (exportedAs === 'named') return `{ ${name} }`;
  return exportedAs === 'default' ? name : 'library';
}

/** TypeScript's sources are imported by the name that they have when built. */
function specifierOf(entry: string, path: string): string {
  return posix.relative(posix.dirname(path), entry.replace(/\.([cm]?)ts$/, '.$1js'));
}
