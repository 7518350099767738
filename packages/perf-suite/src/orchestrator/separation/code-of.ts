import type { Activity, FunctionRan, ScriptSeen } from '../../wire/observation.js';
import { type Span, without } from '../../wire/script-text.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';
import { withoutComments } from './without-comments.js';

/** The functions that ran in some activities of one side, with what is known of their text. */
export class CodeRan {
  readonly functions: readonly FunctionRan[];
  readonly hashes: ReadonlySet<string>;
  readonly #scripts: Observation['scripts'];
  #words: ReadonlySet<string> | null = null;

  constructor(functions: readonly FunctionRan[], scripts: Observation['scripts']) {
    this.functions = functions;
    this.hashes = new Set(functions.map(({ hash }) => hash));
    this.#scripts = scripts;
  }

  static of(observation: Observation, activities: readonly Activity[]): CodeRan {
    const indices = new Set(activities.flatMap(({ functions }) => functions));
    const functions = [...indices].map((index) => observation.functions[index] as FunctionRan);
    return new CodeRan(functions, observation.scripts);
  }

  /** What is left without functions of which any part ran elsewhere. */
  without(other: CodeRan): CodeRan {
    const places = new Set(other.functions.map(placeOf));
    return new CodeRan(
      this.functions.filter((ran) => !places.has(placeOf(ran))),
      this.#scripts,
    );
  }

  /** Returns whether a word of code occurs in what ran, as far as its text is known. */
  mentionsAny(words: ReadonlySet<string>): boolean {
    this.#words ??= new Set(this.functions.flatMap((ran) => wordsOf(this.textThatRan(ran))));
    return [...words].some((word) => this.#words?.has(word));
  }

  /**
   * The texts that ran, without what the right side of `??=`, `||=` and `&&=` holds: V8 does not report whether that
   * part ran.
   */
  textsWithoutAssignedOnce(): Set<string> {
    return new Set(this.functions.map((ran) => withoutAssignedOnce(this.textThatRan(ran)) || ran.hash));
  }

  /** The whole text of a function, with what did not run; null where it is not known. */
  wholeText({ script, start, end }: FunctionRan): string | null {
    return this.#scripts.get(script)?.source?.slice(start, end) ?? null;
  }

  /** The text of a function, and of the functions inside of it, that never ran. */
  textNotRun({ script, start, end }: FunctionRan): string {
    const source = this.#scripts.get(script)?.source;
    if (source == null) return '';
    const ran = this.functions.filter((one) => one.script === script);
    const spans = ran.flatMap((one) => pairs(one.spans)).filter(([from, to]) => to > start && from < end);
    return sliced(source, without([start, end], spans).flat());
  }

  /** The text of the module that a function is in, as far as it never ran. */
  moduleTextNotRun(ran: FunctionRan): string {
    const end = this.#scripts.get(ran.script)?.source?.length ?? 0;
    return this.textNotRun({ ...ran, start: 0, end });
  }

  pathOf({ script }: FunctionRan): string | null {
    return this.#scripts.get(script)?.path ?? null;
  }

  textThatRan({ script, spans }: FunctionRan): string {
    const source = this.#scripts.get(script)?.source;
    return source == null ? '' : sliced(source, spans);
  }
}

function placeOf({ script, start, end }: FunctionRan): string {
  return `${script} ${start} ${end}`;
}

/** The scripts that one side ran, by their name within its checkout; a file may have had several texts. */
export function scriptsByName(
  observation: Observation,
  code: CodeRan,
  trees: Trees,
): Map<string, readonly ScriptSeen[]> {
  const found = new Map<string, ScriptSeen[]>();
  for (const number of new Set(code.functions.map(({ script }) => script))) {
    const seen = observation.scripts.get(number);
    if (seen === undefined || seen.path === null || seen.preloaded) continue;
    const name = trees.nameOf(seen.path);
    found.set(name, [...(found.get(name) ?? []), seen]);
  }
  return found;
}

/** The lines of a module's own level, outside of its functions, without comments; null where its text is not known. */
export function topLevelLines(code: CodeRan, { script, source }: ScriptSeen): readonly string[] | null {
  if (source === null) return null;
  const whole = code.functions.find((ran) => ran.script === script && ran.start === 0 && ran.name === '');
  const text = withoutComments(whole === undefined ? source : sliced(source, whole.spans));
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:export\s*[{*]|module\.exports|exports\b)/.test(line));
}

/** What ran of modules' own level, outside of functions, by its hashes: all that is known where the text is not. */
export function topLevelHashes(code: CodeRan, scripts: readonly ScriptSeen[]): readonly string[] | null {
  const numbers = new Set(scripts.map(({ script }) => script));
  const whole = code.functions.filter((ran) => numbers.has(ran.script) && ran.start === 0 && ran.name === '');
  return whole.length < numbers.size ? null : [...new Set(whole.map(({ hash }) => hash))].sort();
}

/** Returns whether the scripts of one file hold the same code on both sides, comments aside. */
export function sameCode(base: readonly ScriptSeen[], head: readonly ScriptSeen[]): boolean {
  const textsOf = (scripts: readonly ScriptSeen[]): string[] =>
    [...new Set(scripts.map(({ source, hash }) => (source === null ? hash : codeAlone(source))))].sort();
  return textsOf(base).join('\0') === textsOf(head).join('\0');
}

function codeAlone(source: string): string {
  const lines = withoutComments(source).split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

export function wordsOf(text: string): string[] {
  return (text.match(/[A-Za-z_$][\w$]*/g) ?? []).filter((word) => !NO_NAMES.has(word));
}

/** Words that do not tie one piece of code to another. */
const NO_NAMES = new Set(
  'const let var function class return if else for while do new import export from default async await of in typeof this null true false undefined void delete switch case break continue try catch finally throw extends super static get set yield require module exports'.split(
    ' ',
  ),
);

function sliced(source: string, spans: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < spans.length; i += 2) parts.push(source.slice(spans[i], spans[i + 1]));
  return parts.join(' ');
}

function pairs(spans: readonly number[]): Span[] {
  const found: Span[] = [];
  for (let i = 0; i < spans.length; i += 2) found.push([spans[i] as number, spans[i + 1] as number]);
  return found;
}

function withoutAssignedOnce(text: string): string {
  let kept = '';
  let at = 0;
  for (const { index, 0: operator } of text.matchAll(/(?:\?\?|\|\||&&)=/g)) {
    if (index < at) continue;
    kept += text.slice(at, index) + operator;
    at = endOfExpression(text, index + operator.length);
  }
  return kept + text.slice(at);
}

/** Where an expression ends: before a semicolon, comma or bracket that is not its own. */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string;
    if ('([{'.includes(character)) depth += 1;
    if (depth === 0 && ')]};,'.includes(character)) return at;
    if (')]}'.includes(character)) depth -= 1;
  }
  return text.length;
}
