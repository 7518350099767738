import { createHash } from 'node:crypto';
import type { Debugger, Profiler } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import type { FunctionText, ScriptFunctions, ScriptPlace } from '../../wire/profile.js';
import { ScriptText, type Span, without } from '../../wire/script-text.js';
import type { InspectorSession } from '../inspector-session.js';
import { scriptPath } from '../script-path.js';

/** Folder of this package: its own code is nobody's that is measured. */
const OWN_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Returns the functions of the scripts that were loaded from files, by what V8 still knows of them: asked after all
 * was profiled, so that it changes nothing of it.
 */
export function scriptFunctions(session: InspectorSession): ScriptFunctions[] {
  const { result } = session.ask<Profiler.GetBestEffortCoverageReturnType>('Profiler.getBestEffortCoverage');
  session.ask('Debugger.enable');
  return result.flatMap(({ scriptId, url, functions }) => {
    const path = scriptPath(url);
    if (path === null || path.startsWith(OWN_FOLDER)) return [];
    const { scriptSource } = session.ask<Debugger.GetScriptSourceReturnType>('Debugger.getScriptSource', {
      scriptId,
    });
    return [{ scriptId, path, functions: textsOf(scriptSource, functions) }];
  });
}

function textsOf(source: string, functions: readonly Profiler.FunctionCoverage[]): FunctionText[] {
  const text = new ScriptText(source);
  const spans = functions.map(({ ranges }): Span => [ranges[0]?.startOffset ?? 0, ranges[0]?.endOffset ?? 0]);
  // One without a name is part of what it is written in.
  text.noteFunctions(spans.filter((_, i) => functions[i]?.functionName !== ''));
  return functions.map(({ functionName: name }, i) => {
    const span = spans[i] as Span;
    const own = text.of(without(span, text.functionsInside(span)));
    return {
      name,
      start: placeOf(text, span[0]),
      end: placeOf(text, span[1]),
      // Another indentation is no change.
      hash: createHash('sha1').update(own.replaceAll(/\s+/g, ' ')).digest('base64').slice(0, 16),
    };
  });
}

function placeOf(text: ScriptText, offset: number): ScriptPlace {
  return { line: text.lineAt(offset) - 1, column: text.columnAt(offset) };
}
