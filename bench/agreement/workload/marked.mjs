import { marked } from 'marked';
import { readme } from './inputs.mjs';

const list = Array.from({ length: 30 }, (_, i) => `- item ${i} with \`code\` and **strong** words`).join(
  '\n',
);
const table = `| a | b | c |\n|---|---|---|\n${Array.from({ length: 30 }, (_, i) => `| ${i} | x*y* | [z](u) |`).join('\n')}`;

export default {
  'part of a README': () => marked.parse(readme.slice(0, 3000)).length,
  'a list': () => marked.parse(list).length,
  'a table': () => marked.parse(table).length,
  'inline text': () => marked.parseInline(readme.slice(3000, 4500)).length,
};
