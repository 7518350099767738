/** An upgrade whose two versions run the same functions, those of `workload/<library>.mjs`. */
export interface LibraryPair {
  readonly library: string;
  readonly old: string;
  readonly current: string;
}

const pair = (library: string, old: string, current: string): LibraryPair => ({ library, old, current });

export const LIBRARY_PAIRS: readonly LibraryPair[] = [
  pair('semver', '7.5.1', '7.5.4'),
  pair('marked', '9.1.6', '15.0.12'),
  pair('mustache', '3.2.1', '4.2.0'),
  pair('js-yaml', '3.14.1', '4.1.0'),
  pair('picomatch', '2.3.1', '4.0.2'),
  pair('lodash', '4.17.4', '4.17.21'),
  pair('qs', '6.9.7', '6.13.0'),
  pair('dayjs', '1.10.8', '1.11.13'),
  pair('fast-deep-equal', '2.0.1', '3.1.3'),
  pair('validator', '13.6.0', '13.12.0'),
  pair('handlebars', '4.5.3', '4.7.8'),
  pair('csv-parse', '5.3.3', '5.6.0'),
  pair('papaparse', '5.3.2', '5.5.3'),
  pair('acorn', '8.4.1', '8.14.0'),
  pair('minimatch', '7.4.6', '9.0.5'),
  pair('uuid', '8.3.2', '9.0.1'),
  pair('nanoid', '3.3.4', '5.0.9'),
  pair('markdown-it', '12.3.2', '14.1.0'),
  pair('yaml', '2.2.2', '2.7.0'),
  pair('ajv', '8.6.3', '8.17.1'),
];
