/** What a statement does, and to which table; empty where it does not say. */
export interface StatementKind {
  readonly operation: string;
  readonly table: string;
}

/** Statements that are remembered: services have few, unless they put values into the text. */
const MOST_REMEMBERED = 1_000;
/** Where the table of a longer statement is, does not matter much. */
const LONGEST_READ = 10_000;

/** Quoted names, names with their schema, numbers, brackets; strings and comments count as nothing. */
const TOKENS =
  /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?\$\1\$|((?:"[^"]+"|`[^`]+`|\[[^\]]+\]|[A-Za-z_][\w$]*)(?:\s*\.\s*(?:"[^"]+"|`[^`]+`|\[[^\]]+\]|[A-Za-z_][\w$]*))*)|[()]/g;

const MAIN = new Set(['select', 'insert', 'update', 'delete', 'replace', 'merge']);
const BEFORE_TABLE: Readonly<Record<string, string>> = {
  select: 'from',
  delete: 'from',
  insert: 'into',
  replace: 'into',
  merge: 'into',
  update: 'update',
};
/** Words that may stand between `update` or `from` and the table. */
const BETWEEN = new Set(['only', 'or', 'rollback', 'abort', 'fail', 'ignore', 'replace', 'lateral']);

/** Remembers what statements are, since a service says the same ones again and again. */
export class StatementKinds {
  readonly #known = new Map<string, StatementKind>();

  of(sql: string): StatementKind {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const kind = statementKind(sql);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(sql, kind);
    return kind;
  }
}

/** Reads a statement's operation (`select`, `create`, `begin`) and its first table, in lower case and without quotes. */
export function statementKind(sql: string): StatementKind {
  let operation = '';
  let depth = 0;
  let isTableNext = false;
  for (const [token, , name] of sql.slice(0, LONGEST_READ).matchAll(TOKENS)) {
    if (token === '(') {
      depth++;
      // The table of a subquery is its own affair.
      if (isTableNext) return { operation, table: '' };
    } else if (token === ')') depth--;
    if (name === undefined) continue;
    const word = name.toLowerCase();
    if (isTableNext && !BETWEEN.has(word)) return { operation, table: unquoted(word) };
    if (depth > 0) continue;
    // A `with` is followed by the statement that it is for.
    if (operation === '' || (operation === 'with' && MAIN.has(word))) operation = word;
    if (BEFORE_TABLE[operation] === word) isTableNext = true;
    if (operation !== 'with' && !(operation in BEFORE_TABLE))
      return { operation: unquoted(operation), table: '' };
  }
  return { operation, table: '' };
}

function unquoted(name: string): string {
  return name.replace(/["`[\]]|\s+/g, '');
}
