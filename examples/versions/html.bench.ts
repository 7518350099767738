import { marked } from 'marked';
import { parse } from 'parse5';
import { parse as oldParse } from 'parse5-old';
import { suite } from 'perf-suite';
import { readData } from '../data/read-data.js';
import { chosenVersion } from './chosen-version.js';

// parse5 6.0.1 -> 7.3.0: faster since it was rewritten.
const parseHtml = chosenVersion({ current: parse, old: oldParse });

export default suite(({ bench }) => {
  bench('parse5: a README as HTML', {
    setup: () => marked.parse(readData('ajv-readme.md.txt'), { async: false }),
    run: (html) => parseHtml(html).childNodes.length,
  });
});
