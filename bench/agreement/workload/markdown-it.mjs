import MarkdownIt from 'markdown-it';
import { readme } from './inputs.mjs';

const md = new MarkdownIt({ html: true, linkify: true, typographer: true });
const plain = new MarkdownIt();
const list = Array.from({ length: 30 }, (_, i) => `- item ${i} with \`code\` and **strong** words`).join(
  '\n',
);
const table = `| a | b | c |\n|---|---|---|\n${Array.from({ length: 30 }, (_, i) => `| ${i} | x*y* | [z](u) |`).join('\n')}`;

export default {
  'part of a README': () => plain.render(readme.slice(0, 2500)).length,
  'links and typography': () => md.render(readme.slice(2500, 4500)).length,
  'a list': () => plain.render(list).length,
  'a table': () => plain.render(table).length,
};
