import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { suite } from 'perf-suite';
import { readData } from './data/read-data.js';

const readme = readData('ajv-readme.md.txt');
const markdownIt = new MarkdownIt();

export default suite(({ group }) => {
  group('a README to HTML', ({ bench }) => {
    bench('marked', () => marked.parse(readme, { async: false }));
    bench('markdown-it', () => markdownIt.render(readme));
  });
});
