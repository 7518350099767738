
import type { Activity, FunctionRan, ScriptSeen } from '../observe/observation.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';

/** The functions that ran in some activities of one side, with what is known of their text. */
export class CodeRan {
  readonly functions: readonly FunctionRan[];
  readonly hashes: ReadonlySet<string>;
  readonly #scripts: Observation['scripts'];
  #words: ReadonlySet<string> | null = null;

  constructor(observation: Observation, activities: readonly Activity[]) {
    const indices = new Set(activities.flatMap(({ functions }) => functions));
    this.functions = [...indices].map((index) => observation.functions[index] as FunctionRan);
    this.hashes = new Set(this.functions.map(({ hash }) => hash));
    this.#scripts = observation.scripts;
  }

  /** Tells whether a word of code occurs in what ran, as far as its text is known. */
  mentionsAny(words: ReadonlySet<string>): boolean {
    this.#words ??= new Set(this.functions.flatMap((ran) => wordsOf(this.#textThatRan(ran))));
    return [...words].some((word) => this.#words?.has(word));
  }

  /** The whole text of a function, with what did not run; null where it is not known. */
  wholeText({ script, start, end }: FunctionRan): string | null {
    return this.#scripts.get(script)?.source?.slice(start, end) ?? null;
  }

  pathOf({ script }: FunctionRan): string | null {
    return this.#scripts.get(script)?.path ?? null;
  }

  #textThatRan({ script, spans }: FunctionRan): string {
    const source = this.#scripts.get(script)?.source;
    return source == null ? '' : sliced(source, spans);
  }
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

/** Good enough to tell a change of comments from one of code: texts are only compared. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

