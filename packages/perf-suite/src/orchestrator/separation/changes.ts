import type { Variant } from '@perf-suite/schema';
import type { ScriptSeen } from '../../wire/observation.js';
import { type CodeRan, sameCode, scriptsByName, topLevelHashes, topLevelLines, wordsOf } from './code-of.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';

type Sides<T> = Readonly<Record<Variant, T>>;

/** How the code that was loaded differs between the sides. */
export interface Changes {
  /** Modules whose text differs, by name. */
  readonly modules: readonly string[];
  /** Names that changed lines of modules define or use, outside of functions; `ANY_NAME` where that is not known. */
  readonly names: ReadonlySet<string>;
  /** All lines of these modules, outside of functions. */
  readonly lines: Sides<readonly string[]>;
}

/** Stands for changes of text that is not known. */
export const ANY_NAME: ReadonlySet<string> = new Set();

/** @param code all that ran on each side */
export function changesBetween(observation: Observation, code: Sides<CodeRan>, trees: Trees): Changes {
  const base = scriptsByName(observation, code.base, trees);
  const head = scriptsByName(observation, code.head, trees);
  const modules = [...new Set([...base.keys(), ...head.keys()])].filter(
    (name) => !sameCode(base.get(name) ?? [], head.get(name) ?? []),
  );
  const lines: Sides<string[]> = { base: [], head: [] };
  const names = new Set<string>();
  let isKnown = true;
  for (const name of modules) {
    const scripts = { base: base.get(name) ?? [], head: head.get(name) ?? [] };
    const own = { base: linesOf(code.base, scripts.base), head: linesOf(code.head, scripts.head) };
    if (own.base === null || own.head === null) {
      isKnown &&= isSameTopLevel(code, scripts);
      continue;
    }
    lines.base.push(...own.base);
    lines.head.push(...own.head);
    for (const changed of namesOfChange(own.base, own.head)) names.add(changed);
  }
  return { modules, names: isKnown ? names : ANY_NAME, lines };
}

/** Null where the text of one is not passed on, as that of a dependency. */
function linesOf(code: CodeRan, scripts: readonly ScriptSeen[]): readonly string[] | null {
  const lines = scripts.map((script) => topLevelLines(code, script));
  return lines.includes(null) ? null : (lines.flat() as string[]);
}

/** Tells whether a module changed inside of its functions only: which of these run is known without any text. */
function isSameTopLevel(code: Sides<CodeRan>, scripts: Sides<readonly ScriptSeen[]>): boolean {
  const base = topLevelHashes(code.base, scripts.base);
  const head = topLevelHashes(code.head, scripts.head);
  return base !== null && head !== null && base.join() === head.join();
}

/**
 * Returns the names in lines that differ, and in lines that use one of these names: what depends on a constant
 * changes with it.
 */
function namesOfChange(base: readonly string[], head: readonly string[]): Set<string> {
  const inBase = new Set(base);
  const inHead = new Set(head);
  const names = new Set(
    [...base.filter((line) => !inHead.has(line)), ...head.filter((line) => !inBase.has(line))].flatMap(
      wordsOf,
    ),
  );
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const line of head) {
      const words = wordsOf(line);
      if (words.some((word) => names.has(word))) for (const word of words) names.add(word);
    }
  }
  return names;
}
