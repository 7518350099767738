import type { SuiteCommand } from '../../api/suite/command-data.js';
import type { DeclaredCommand } from '../../wire/protocol.js';

type Line = Pick<SuiteCommand, 'run' | 'cwd'>;

/** Returns what is told of a command's line before it is executed. Looks at no file: that would count as its own doing. */
export function declaredCommand({ run, cwd }: Line): DeclaredCommand {
  const words = run.isShell ? wordsOf(run.program) : [run.program, ...run.arguments];
  const programs = run.isShell ? words : [run.program];
  return { words, programs: [...new Set(programs)].filter((one) => /^[\w.-]+$/.test(one)), cwd };
}

/** Roughly: what only looks like a word names nothing. */
function wordsOf(line: string): string[] {
  return line.split(/[\s'"|&;<>()]+/).filter((word) => word !== '');
}
