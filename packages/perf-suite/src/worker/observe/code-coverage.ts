import { createHash } from 'node:crypto';
import type { Debugger, Profiler } from 'node:inspector';
import type { FunctionRan, ScriptSeen } from '../../wire/observation.js';
import { ScriptText, type Span, without } from '../../wire/script-text.js';
import { InspectorSession } from '../inspector-session.js';
import { isCommonJsSource } from '../load/commonjs-loader.js';
import { scriptPath } from '../script-path.js';

/**
 * Files whose code both sides run by design: this tool's own, the harness that it replaces, and what it loads
 * TypeScript with.
 */
const OWN_PACKAGES =
  /[/\\]node_modules[/\\](?:tinybench|perf-suite|@perf-suite[/\\][\w-]+|esbuild|get-tsconfig|resolve-pkg-maps)[/\\]/;
const PRELOADS = /^(?:-r|--require|--import|--loader|--experimental-loader)(?:=|$)/;
const DEPENDENCY = /[/\\]node_modules[/\\]/;
/** The text of a longer script is not passed on: it only has a hash. */
const MOST_SOURCE_CHARACTERS = 2_000_000;

interface KnownScript {
  readonly seen: ScriptSeen;
  readonly text: ScriptText;
}

/**
 * Reports which functions ran since it was last asked, by V8's precise coverage. For processes that do not
 * measure: counting calls slows the code down.
 */
export class CodeCoverage {
  readonly #session = new InspectorSession();
  readonly #ownRoots: readonly string[];
  /** Null for scripts that count for neither side. */
  readonly #scripts = new Map<string, KnownScript | null>();
  readonly #functions = new Map<string, number>();
  #newScripts: ScriptSeen[] = [];
  #newFunctions: FunctionRan[] = [];
  #isStarting = true;

  /** @param ownRoots folders of this tool's packages: what lies in them counts for neither side */
  constructor(ownRoots: readonly string[]) {
    this.#ownRoots = ownRoots;
    this.#session.ask('Debugger.enable');
    this.#session.ask('Profiler.enable');
    this.#session.ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    this.take();
    this.#isStarting = false;
  }

  /** Returns the functions that ran since the last call, as indices into all that `drain` has handed out. */
  take(): { readonly functions: readonly number[]; readonly counts: readonly number[] } {
    const { result } = this.#session.ask<Profiler.TakePreciseCoverageReturnType>(
      'Profiler.takePreciseCoverage',
    );
    const ran = result.flatMap((coverage) => this.#functionsOf(coverage));
    return { functions: ran.map(({ index }) => index), counts: ran.map(({ count }) => count) };
  }

  /** Returns the scripts and functions that are new since the last call. */
  drain(): { readonly scripts: readonly ScriptSeen[]; readonly functions: readonly FunctionRan[] } {
    const drained = { scripts: this.#newScripts, functions: this.#newFunctions };
    this.#newScripts = [];
    this.#newFunctions = [];
    return drained;
  }

  #functionsOf({ scriptId, url, functions }: Profiler.ScriptCoverage): { index: number; count: number }[] {
    const script = this.#scriptOf(scriptId, url);
    if (script === null) return [];
    script.text.noteFunctions(functions.map(({ ranges }) => spanOf(ranges[0] as Profiler.CoverageRange)));
    return functions
      .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
      .map((ran) => ({
        index: this.#indexOf(script, ran),
        count: ran.ranges.reduce((sum, { count }) => sum + count, 0),
      }));
  }

  #scriptOf(scriptId: string, url: string): KnownScript | null {
    const known = this.#scripts.get(scriptId);
    if (known !== undefined) return known;
    const path = scriptPath(url);
    const isNeutral =
      url.startsWith('node:') || (path !== null && this.#isOwn(path)) || this.#isToolStarting();
    const script = isNeutral ? null : this.#readScript(scriptId, path);
    this.#scripts.set(scriptId, script);
    return script;
  }

  /** What is there before the user's code is the tool's, unless a flag of Node brought it along. */
  #isToolStarting(): boolean {
    return this.#isStarting && !process.execArgv.some((flag) => PRELOADS.test(flag));
  }

  #isOwn(path: string): boolean {
    return this.#ownRoots.some((root) => path.startsWith(root)) || OWN_PACKAGES.test(path);
  }

  /** Null where the text is this tool's: it names each side's folder, so that it would never be the same. */
  #readScript(scriptId: string, path: string | null): KnownScript | null {
    const { scriptSource: source } = this.#session.ask<Debugger.GetScriptSourceReturnType>(
      'Debugger.getScriptSource',
      { scriptId },
    );
    if (isCommonJsSource(source)) return null;
    const isOwnText = path !== null && !DEPENDENCY.test(path) && source.length <= MOST_SOURCE_CHARACTERS;
    const seen: ScriptSeen = {
      script: Number(scriptId),
      path,
      source: isOwnText ? source : null,
      hash: hashOf(source),
      preloaded: this.#isStarting,
    };
    this.#newScripts.push(seen);
    return { seen, text: new ScriptText(source) };
  }

  #indexOf({ seen, text }: KnownScript, { functionName, ranges }: Profiler.FunctionCoverage): number {
    const whole = spanOf(ranges[0] as Profiler.CoverageRange);
    const idle = ranges.filter(({ count }) => count === 0).map(spanOf);
    const spans = without(whole, [...text.functionsInside(whole), ...idle]);
    const hash = hashOf(text.of(spans));
    const key = `${seen.script} ${whole} ${hash}`;
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const index = this.#functions.size;
    this.#functions.set(key, index);
    const [start, end] = whole;
    const line = text.lineAt(start);
    this.#newFunctions.push({
      script: seen.script,
      name: functionName,
      line,
      start,
      end,
      spans: spans.flat(),
      hash,
    });
    return index;
  }
}

function spanOf({ startOffset, endOffset }: Profiler.CoverageRange): Span {
  return [startOffset, endOffset];
}

function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('base64').slice(0, 16);
}
