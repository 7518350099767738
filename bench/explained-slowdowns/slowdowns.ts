/** A small project, with one commit that slows it down. */
export interface Slowdown {
  readonly title: string;
  /** Files of base, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What head replaces in them: file, then text, then the new text. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[];
  /** The function that head changes. */
  readonly culprit: string;
}

const BENCH = 'bench/main.bench.js';

const CSV = {
  'src/fields.js': `export function unquote(field) {
  if (field.charCodeAt(0) !== 34) return field;
  return field.slice(1, -1).replaceAll('""', '"');
}

export function toNumber(field) {
  const value = Number(field);
  return Number.isNaN(value) ? field : value;
}
`,
  'src/parse.js': `import { toNumber, unquote } from './fields.js';

function splitLine(line) {
  const fields = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i <= line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === 34) quoted = !quoted;
    if ((code !== 44 && i < line.length) || quoted) continue;
    fields.push(line.slice(start, i));
    start = i + 1;
  }
  return fields;
}

export function parse(text) {
  const rows = [];
  for (const line of text.split('\\n')) {
    if (line === '') continue;
    rows.push(splitLine(line).map((field) => toNumber(unquote(field))));
  }
  return rows;
}
`,
  [BENCH]: `import { suite } from 'perf-suite';
import { parse } from '../src/parse.js';

const text = Array.from({ length: 40 }, (_, i) => \`\${i},"name \${i}",\${i * 1.5},plain \${i % 7},"say ""\${i}"""\`).join('\\n');
export default suite(({ bench }) => {
  bench('parse', () => parse(text));
});
`,
};

const SHOP = {
  'src/catalogue.js': `export class Catalogue {
  #byCode = new Map();
  #items = [];

  add(item) {
    this.#items.push(item);
    this.#byCode.set(item.code, item);
  }

  find(code) {
    return this.#byCode.get(code);
  }

  get items() {
    return this.#items;
  }
}
`,
  'src/cart.js': `import { discountOf } from './discounts.js';

export function priceOf(catalogue, { code, count }) {
  const item = catalogue.find(code);
  return Math.round(item.cents * count * (1 - discountOf(item, count)));
}

export function totalOf(catalogue, lines) {
  let total = 0;
  for (const line of lines) total += priceOf(catalogue, line);
  return total;
}
`,
  'src/discounts.js': `const STEPS = [
  { from: 100, rate: 0.2 },
  { from: 50, rate: 0.1 },
  { from: 10, rate: 0.05 },
];

export function discountOf(item, count) {
  if (item.fixed) return 0;
  for (const step of STEPS) if (count >= step.from) return step.rate;
  return 0;
}
`,
  [BENCH]: `import { suite } from 'perf-suite';
import { totalOf } from '../src/cart.js';
import { Catalogue } from '../src/catalogue.js';

const catalogue = new Catalogue();
for (let i = 0; i < 60; i++) catalogue.add({ code: \`item-\${i}\`, cents: 100 + i * 7, fixed: i % 5 === 0 });
const lines = Array.from({ length: 30 }, (_, i) => ({ code: \`item-\${(i * 37) % 60}\`, count: 1 + ((i * 11) % 120) }));
export default suite(({ bench }) => {
  bench('total', () => totalOf(catalogue, lines));
});
`,
};

const SCENE = {
  'src/shapes.js': `export function circle(x, y, radius) {
  return { kind: 'circle', x, y, radius, width: 0, height: 0 };
}

export function box(x, y, width, height) {
  return { kind: 'box', x, y, radius: 0, width, height };
}
`,
  'src/scene.js': `import { box, circle } from './shapes.js';

export function build(points) {
  return points.map(({ x, y, size }, i) => (i % 2 === 0 ? circle(x, y, size) : box(x, y, size, size)));
}

export function areaOf(shape) {
  return shape.kind === 'circle' ? Math.PI * shape.radius ** 2 : shape.width * shape.height;
}

export function visibleArea(shapes, limit) {
  let area = 0;
  for (let i = 0; i < shapes.length; i++) {
    const shape = shapes[i];
    if (shape.x < limit && shape.y < limit) area += areaOf(shape);
  }
  return area;
}

export function sorted(shapes) {
  return shapes.slice().sort((a, b) => a.x - b.x || a.y - b.y);
}
`,
  [BENCH]: `import { suite } from 'perf-suite';
import { build, sorted, visibleArea } from '../src/scene.js';

const points = Array.from({ length: 60 }, (_, i) => ({ x: (i * 37) % 101, y: (i * 53) % 97, size: 1 + (i % 9) }));
export default suite(({ bench }) => {
  bench('render', () => visibleArea(sorted(build(points)), 80));
});
`,
};

const TEMPLATE = {
  'src/escape.js': `const UNSAFE = /[&<>"]/;
const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text) {
  return UNSAFE.test(text) ? text.replace(/[&<>"]/g, (one) => NAMES[one]) : text;
}
`,
  'src/render.js': `import { escapeHtml } from './escape.js';

export function row({ name, mail, tags }) {
  return '<tr><td>' + escapeHtml(name) + '</td><td>' + escapeHtml(mail) + '</td><td>' + tags.join(', ') + '</td></tr>';
}

export function isMail(text) {
  return /^[\\w.]+@[\\w.]+$/.test(text);
}

export function table(people, options) {
  const { title, footer } = settings(options);
  const rows = [];
  for (const person of people) if (isMail(person.mail)) rows.push(row(person));
  return '<table>' + title + rows.join('') + footer + '</table>';
}

export function settings(options) {
  return { title: '', footer: '', ...options };
}
`,
  [BENCH]: `import { suite } from 'perf-suite';
import { table } from '../src/render.js';

const people = Array.from({ length: 25 }, (_, i) => ({
  name: i % 4 ? \`Person \${i}\` : \`A & B <\${i}>\`,
  mail: i % 6 ? \`person.\${i}@mail.example.org\` : \`person.\${i}.at.mail.example\`,
  tags: ['one', 'two', \`tag \${i}\`],
}));
export default suite(({ bench }) => {
  bench('table', () => table(people, { title: '<caption>People</caption>' }));
});
`,
};

const QUEUE = {
  'src/store.js': `const rows = new Map(Array.from({ length: 50 }, (_, i) => [i, { id: i, parent: i >> 1 }]));

export async function load(id) {
  return rows.get(id);
}

export async function chain(id) {
  const found = [];
  for (let at = id; at > 0; ) {
    const one = await load(at);
    found.push(one.id);
    at = one.parent;
  }
  return found;
}

export async function chains(ids) {
  let count = 0;
  for (const id of ids) count += (await chain(id)).length;
  return count;
}
`,
  [BENCH]: `import { suite } from 'perf-suite';
import { chains } from '../src/store.js';

const ids = [49, 33, 17, 42];
export default suite(({ bench }) => {
  bench('chains', () => chains(ids));
});
`,
};

export const SLOWDOWNS: readonly Slowdown[] = [
  {
    title: 'a slower callee',
    files: CSV,
    edits: [
      [
        'src/fields.js',
        '  const value = Number(field);\n',
        "  const value = field.trim() === '' ? Number.NaN : Number(field.trim().replace(/_/g, ''));\n",
      ],
    ],
    culprit: 'toNumber',
  },
  {
    title: 'an extra copy in the caller',
    files: CSV,
    edits: [
      ['src/parse.js', '    rows.push(splitLine(line)', "    rows.push([...splitLine([...line].join(''))]"],
    ],
    culprit: 'parse',
  },
  {
    title: 'a function that is not inlined any more',
    files: SHOP,
    edits: [
      [
        'src/discounts.js',
        '  if (item.fixed) return 0;\n',
        `  if (item.fixed) return 0;
  try {
${Array.from({ length: 24 }, (_, i) => `    if (count === ${1000 + i} && item.code === 'special-${i}') return ${i} / 100;`).join('\n')}
  } catch {
    return 0;
  }
`,
      ],
    ],
    culprit: 'discountOf',
  },
  {
    title: 'an array searched in place of a map',
    files: SHOP,
    edits: [
      [
        'src/catalogue.js',
        'return this.#byCode.get(code);',
        'return this.#items.find((item) => item.code === code);',
      ],
    ],
    culprit: 'find',
  },
  {
    title: 'more garbage',
    files: SHOP,
    edits: [
      [
        'src/cart.js',
        '  for (const line of lines) total += priceOf(catalogue, line);\n',
        '  const priced = lines.map((line) => ({ line, at: [line.code, line.count], cents: priceOf(catalogue, line) }));\n  for (const { cents } of priced) total += cents;\n',
      ],
    ],
    culprit: 'totalOf',
  },
  {
    title: 'objects of many shapes (deoptimisation)',
    files: SCENE,
    edits: [
      [
        'src/shapes.js',
        "  return { kind: 'box', x, y, radius: 0, width, height };",
        `  const shape = {};
  if (width > 4) shape.large = true;
  if (x > 50) shape.right = true;
  if (y > 50) shape.low = true;
  return Object.assign(shape, { kind: 'box', x, y, radius: 0, width, height });`,
      ],
    ],
    culprit: 'box',
  },
  {
    title: 'a regular expression that backtracks',
    files: TEMPLATE,
    edits: [['src/render.js', '/^[\\w.]+@[\\w.]+$/', '/^(?:\\w{1,4}\\.?){1,6}@[\\w.]+$/']],
    culprit: 'isMail',
  },
  {
    title: 'a copy through JSON',
    files: TEMPLATE,
    edits: [
      [
        'src/render.js',
        "  return { title: '', footer: '', ...options };",
        "  return JSON.parse(JSON.stringify({ title: '', footer: '', ...options }));",
      ],
    ],
    culprit: 'settings',
  },
  {
    title: 'exceptions for what is usual',
    files: CSV,
    edits: [
      [
        'src/fields.js',
        '  return Number.isNaN(value) ? field : value;',
        `  try {
    if (Number.isNaN(value) && field.length > 6) throw new Error(\`no number: \${field}\`);
    return Number.isNaN(value) ? field : value;
  } catch {
    return field;
  }`,
      ],
    ],
    culprit: 'toNumber',
  },
  {
    title: 'text put together character by character',
    files: TEMPLATE,
    edits: [
      [
        'src/escape.js',
        '  return UNSAFE.test(text) ? text.replace(/[&<>"]/g, (one) => NAMES[one]) : text;',
        "  let escaped = '';\n  for (const one of text) escaped += NAMES[one] ?? one;\n  return escaped;",
      ],
    ],
    culprit: 'escapeHtml',
  },
  {
    title: 'a comparator that does more',
    files: SCENE,
    edits: [
      [
        'src/scene.js',
        '(a, b) => a.x - b.x || a.y - b.y',
        '(a, b) => String(a.x).padStart(4).localeCompare(String(b.x).padStart(4)) || a.y - b.y',
      ],
    ],
    culprit: 'sorted',
  },
  {
    title: 'awaiting once more',
    files: QUEUE,
    edits: [
      ['src/store.js', '  return rows.get(id);', '  await null;\n  await null;\n  return rows.get(id);'],
    ],
    culprit: 'load',
  },
  {
    title: 'an unchanged callee called more often',
    files: SHOP,
    edits: [
      [
        'src/cart.js',
        '  for (const line of lines) total += priceOf(catalogue, line);\n',
        '  const dear = lines.filter((line) => priceOf(catalogue, line) > 1e9);\n  for (const line of lines) total += priceOf(catalogue, line);\n  total += dear.length;\n',
      ],
    ],
    culprit: 'totalOf',
  },
];
