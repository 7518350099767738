/**
 * The source of the demo library: a small full-text search, in three dialects.
 * `typed` writes TypeScript; `commonjs` writes require and module.exports.
 */

/** @typedef {{ extension: 'ts' | 'js', typed: boolean, commonjs: boolean }} Dialect */

/** Returns the library's files as they are on main: path below the package to content. */
export function librarySource(/** @type {Dialect} */ dialect) {
  const { extension } = dialect;
  return {
    [`src/tokenize.${extension}`]: tokenize(dialect),
    [`src/build-index.${extension}`]: buildIndex(dialect),
    [`src/search.${extension}`]: search(dialect),
    [`src/highlight.${extension}`]: highlight(dialect),
    [`src/suggest.${extension}`]: suggest(dialect, 'MOST_EDITS'),
    [`src/index.${extension}`]: index(dialect),
  };
}

/**
 * Returns the one file that the branch `slower` changes. It compares with terms whose length alone rules
 * them out: more of the same work, for the same result.
 */
export function slowerSource(/** @type {Dialect} */ dialect) {
  return { [`src/suggest.${dialect.extension}`]: suggest(dialect, 'MOST_EDITS + 1') };
}

/** Returns the benchmark file, always a module: CommonJS libraries are imported all the same. */
export function benchmarkSource(/** @type {Dialect} */ { extension, commonjs }) {
  const from = "'../src/index.js'";
  const names = 'buildIndex, highlight, search, suggest, tokenize';
  const library = commonjs ? `import library from ${from};\n` : `import { ${names} } from ${from};\n`;
  return {
    [`bench/search.bench.${commonjs ? 'mjs' : extension}`]: `import { suite } from 'perf-suite';
${library}import { makeDocuments } from './documents.${commonjs ? 'mjs' : 'js'}';
${commonjs ? `\nconst { ${names} } = library;` : ''}
const documents = makeDocuments(15);
const text = documents.map((document) => document.body).join('\\n');

export default suite(({ bench }) => {
  bench('tokenize', () => tokenize(text).length);
  bench('build the index', () => buildIndex(documents).postings.size);
  bench('search', {
    setup: () => buildIndex(documents),
    run: (index) => search(index, 'light house keepers watching the northern sea'),
  });
  bench('highlight', () => highlight(text, 'light sea'));
  bench('suggest', {
    setup: () => buildIndex(documents),
    run: (index) => suggest(index, 'captian'),
  });
});
`,
  };
}

/** Returns the file that makes the documents to search: the same ones on every machine. */
export function documentsSource(/** @type {Dialect} */ dialect) {
  const { typed } = dialect;
  // Type-stripped by hand where the dialect has no types; a module in each, like the benchmark file.
  const t = (/** @type {string} */ type) => (typed ? type : '');
  const file = dialect.commonjs ? 'bench/documents.mjs' : `bench/documents.${dialect.extension}`;
  return {
    [file]: `const WORDS = (
  'light house keeper night watch north sea storm wave harbour ship sail captain letter island stone tower lamp oil ' +
  'winter morning grey gull rope anchor map coast rock tide wind rain cloud star moon shore village road bread fire ' +
  'story window door child mother father brother sister friend stranger silence song bell church field river bridge ' +
  'walking running watching waiting building burning carried painted whispered remembered forgotten beautiful distant sun ice'
).split(' ');

/** Returns documents made of these words: the same ones every time. */
export function makeDocuments(count${t(': number')})${t(': { title: string; body: string }[]')} {
  let state = 20_240_101;
  const below = (limit${t(': number')}) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  // The square makes the first words more frequent than the last, as in real text.
  const word = () => WORDS[Math.floor(below(1000) ** 2 / 1_000_000 * WORDS.length)]${t(' as string')};
  const words = (length${t(': number')}) => Array.from({ length }, word).join(' ');
  return Array.from({ length: count }, () => ({ title: words(6), body: \`\${words(60)}. The \${words(40)}.\` }));
}
`,
  };
}

function tokenize(/** @type {Dialect} */ dialect) {
  return file(dialect, {
    imports: [['stem', 'word-stemmer']],
    exported: ['tokenize'],
    body: (t) => `const STOP_WORDS = new Set(['a', 'an', 'and', 'in', 'is', 'of', 'on', 'the', 'to']);

/** Returns the text's words in order: lower case, stemmed, without stop words. */
function tokenize(text${t(': string')})${t(': string[]')} {
  const terms${t(': string[]')} = [];
  for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? []) {
    if (!STOP_WORDS.has(word)) terms.push(stem(word));
  }
  return terms;
}
`,
  });
}

function buildIndex(/** @type {Dialect} */ dialect) {
  return file(dialect, {
    imports: [['tokenize', './tokenize.js']],
    exported: ['buildIndex'],
    body: (t) => `${t(`export interface SearchDocument {
  readonly title: string;
  readonly body: string;
}

export interface SearchIndex {
  /** For each term the documents that have it, with how often. */
  readonly postings: Map<string, Map<number, number>>;
  /** Words in each document. */
  readonly lengths: number[];
}

`)}/** Returns the index of these documents; a document is known by its position. */
function buildIndex(documents${t(': readonly SearchDocument[]')})${t(': SearchIndex')} {
  const postings = new Map${t('<string, Map<number, number>>')}();
  const lengths${t(': number[]')} = [];
  documents.forEach((document, id) => {
    const terms = tokenize(\`\${document.title} \${document.body}\`);
    lengths.push(terms.length);
    for (const term of terms) {
      let counts = postings.get(term);
      if (counts === undefined) postings.set(term, (counts = new Map()));
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  });
  return { postings, lengths };
}
`,
  });
}

function search(/** @type {Dialect} */ dialect) {
  return file(dialect, {
    imports: [['tokenize', './tokenize.js']],
    types: [['SearchIndex', './build-index.js']],
    exported: ['search'],
    body: (t) => `/** Returns the ten best documents for a query, best first (BM25). */
function search(index${t(': SearchIndex')}, query${t(': string')})${t(': { id: number; score: number }[]')} {
  const { postings, lengths } = index;
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const scores = new Map${t('<number, number>')}();
  for (const term of tokenize(query)) {
    const counts = postings.get(term);
    if (counts === undefined) continue;
    const rarity = Math.log(1 + (lengths.length - counts.size + 0.5) / (counts.size + 0.5));
    for (const [id, count] of counts) {
      const length = (lengths[id] ?? meanLength) / meanLength;
      const weight = (count * 2.2) / (count + 1.2 * (0.25 + 0.75 * length));
      scores.set(id, (scores.get(id) ?? 0) + rarity * weight);
    }
  }
  const found = Array.from(scores, ([id, score]) => ({ id, score }));
  return found.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, 10);
}
`,
  });
}

function highlight(/** @type {Dialect} */ dialect) {
  return file(dialect, {
    imports: [
      ['stem', 'word-stemmer'],
      ['tokenize', './tokenize.js'],
    ],
    exported: ['highlight'],
    body: (t) => `/** Returns the text with the query's words in <mark> elements. */
function highlight(text${t(': string')}, query${t(': string')})${t(': string')} {
  const wanted = new Set(tokenize(query));
  return text.replace(/[A-Za-z0-9]+/g, (word) => (wanted.has(stem(word.toLowerCase())) ? \`<mark>\${word}</mark>\` : word));
}
`,
  });
}

function suggest(/** @type {Dialect} */ dialect, /** @type {string} */ longestDifference) {
  return file(dialect, {
    types: [['SearchIndex', './build-index.js']],
    exported: ['suggest'],
    body: (t) => `const MOST_EDITS = 3;

/** Returns the indexed term nearest to a mistyped word; null when none is within three edits. */
function suggest(index${t(': SearchIndex')}, word${t(': string')})${t(': string | null')} {
  let nearest${t(': string | null')} = null;
  let smallest = MOST_EDITS + 1;
  for (const term of index.postings.keys()) {
    if (Math.abs(term.length - word.length) > ${longestDifference}) continue;
    const distance = editDistance(term, word);
    if (distance < smallest) {
      smallest = distance;
      nearest = term;
    }
  }
  return nearest;
}

/** Letters to insert, delete or replace to get from one word to the other; one row of the table at a time. */
function editDistance(a${t(': string')}, b${t(': string')})${t(': number')} {
  const row = new Uint16Array(b.length + 1).map((_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = i - 1;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]${t(' as number')};
      const replaced = diagonal + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      row[j] = Math.min(replaced, above + 1, (row[j - 1]${t(' as number')}) + 1);
      diagonal = above;
    }
  }
  return row[b.length]${t(' as number')};
}
`,
  });
}

function index(/** @type {Dialect} */ { commonjs }) {
  const modules = [
    ['buildIndex', './build-index.js'],
    ['highlight', './highlight.js'],
    ['search', './search.js'],
    ['suggest', './suggest.js'],
    ['tokenize', './tokenize.js'],
  ];
  if (commonjs) {
    const parts = modules.map(([name, path]) => `  ${name}: require('${path}').${name},`);
    return `module.exports = {\n${parts.join('\n')}\n};\n`;
  }
  return modules.map(([name, path]) => `export { ${name} } from '${path}';\n`).join('');
}

/**
 * @param {Dialect} dialect
 * @param {{ imports?: string[][], types?: string[][], exported: string[], body: (t: (type: string) => string) => string }} parts
 */
function file({ typed, commonjs }, { imports = [], types = [], exported, body }) {
  const text = body((type) => (typed ? type : ''));
  const loaded = imports.map(([name, from]) =>
    commonjs ? `const { ${name} } = require('${from}');` : `import { ${name} } from '${from}';`,
  );
  if (typed) loaded.push(...types.map(([name, from]) => `import type { ${name} } from '${from}';`));
  const head = loaded.length > 0 ? `${loaded.join('\n')}\n\n` : '';
  if (commonjs) return `'use strict';\n\n${head}${text}\nmodule.exports = { ${exported.join(', ')} };\n`;
  const pattern = new RegExp(`^function (${exported.join('|')})\\(`, 'm');
  return head + text.replace(pattern, 'export function $1(');
}
