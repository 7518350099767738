import { type Look, lookOf } from './style.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the command line says about looks. */
export interface LookFlags {
  readonly color?: boolean;
  readonly quiet?: boolean;
}

/** Returns what a stream can show. Colour: --no-color, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
export function lookFor(stream: NodeJS.WriteStream, flags: LookFlags, variables: Variables): Look {
  return lookOf({
    columns: stream.columns,
    color: wantsColor(stream, flags, variables),
    variables,
    platform: process.platform,
  });
}

/** Returns how progress is shown: redrawn in a terminal, as lines elsewhere (CI logs keep every frame). */
export function displayStyle(
  stream: NodeJS.WriteStream,
  { quiet }: LookFlags,
  variables: Variables,
): 'drawn' | 'plain' | 'none' {
  if (quiet) return 'none';
  return stream.isTTY && variables.TERM !== 'dumb' && !variables.CI ? 'drawn' : 'plain';
}

function wantsColor(stream: NodeJS.WriteStream, { color }: LookFlags, variables: Variables): boolean {
  if (color === false || variables.NO_COLOR) return false;
  if (variables.FORCE_COLOR) return variables.FORCE_COLOR !== '0';
  return stream.isTTY === true && variables.TERM !== 'dumb';
}
