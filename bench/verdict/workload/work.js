import { load } from 'js-yaml';
import { marked } from 'marked';
import mustache from 'mustache';
import papaparse from 'papaparse';
import picomatch from 'picomatch';
import semver from 'semver';

const versions = ['1.2.3', '1.10.0', '2.0.0-beta.4', '3.4.5', '0.9.9', '1.2.10'];
const markdown =
  'A *short* paragraph with `code`, a [link](https://example.org) and **strong** words.\n\n- one\n- two\n';
const template = '<ul>{{#items}}<li>{{name}}: {{price}}</li>{{/items}}</ul>';
const view = { items: Array.from({ length: 8 }, (_, i) => ({ name: `item ${i}`, price: i * 1.5 })) };
const yaml = 'name: build\non:\n  push: { branches: [main] }\nsteps:\n  - run: test\n    env: { CI: true }\n';
const paths = ['src/a.ts', 'src/deep/er/b.test.ts', 'docs/x.md', 'src/index.js', 'lib/y.d.ts', 'src/z/c.tsx'];
const isSource = picomatch('src/**/!(*.test).{ts,tsx}');
const csv = `date,city,temperature\n${Array.from({ length: 20 }, (_, i) => `2024-01-${i + 1},Oslo,${i * 0.5}`).join('\n')}`;

/** Real work of the examples' libraries: each returns a number that depends on all of it. */
export const work = {
  semver: () => versions.filter((version) => semver.satisfies(version, '^1.2.0 || >=3.0.0')).length,
  marked: () => marked.parse(markdown).length,
  mustache: () => mustache.render(template, view).length,
  'js-yaml': () => load(yaml).steps.length,
  picomatch: () => paths.filter((path) => isSource(path)).length,
  papaparse: () => papaparse.parse(csv, { header: true }).data.length,
};
