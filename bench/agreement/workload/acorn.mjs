import { parse, parseExpressionAt, tokenizer } from 'acorn';

const part = (i) => `
export class List${i} extends Base {
  #items = new Map();
  async *entries({ from = 0, ...rest } = {}) {
    for await (const [key, value] of this.#items) {
      if (key >= from && !(key in rest)) yield \`\${key}: \${value ?? 'none'}\`;
    }
  }
  static of(...items) { return items.reduce((list, item, i) => (list.add(i, item), list), new List${i}()); }
}
const table${i} = { a: 1, 'b c': [1, 2.5, 0x1f, 1_000], get d() { return /x+[a-z]/gi; } };
label: for (let i = 0, n = table${i}.a; i < n; i += 2) {
  try { switch (i % 3) { case 0: continue label; default: break; } } catch { throw new Error('no'); }
}
`;
const source = [0, 1, 2, 3].map(part).join('');
const expression = `(${'a + b * (c ? d.e[f](g, ...h) : [i, , j]) - '.repeat(30)}k)`;
const options = { ecmaVersion: 2022, sourceType: 'module' };

export default {
  'parse a module': () => parse(source, options).body.length,
  'parse with locations': () => parse(source, { ...options, locations: true }).end,
  'parse an expression': () => parseExpressionAt(expression, 0, options).end,
  tokens: () => [...tokenizer(expression, options)].length,
};
