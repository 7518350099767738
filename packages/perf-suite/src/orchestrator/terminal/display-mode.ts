/** Returns how progress is shown: redrawn in a terminal, as lines elsewhere (CI logs keep every frame). */
export function displayModeOf(
  stream: { readonly isTTY?: boolean },
  { quiet }: { readonly quiet?: boolean },
  variables: Readonly<Record<string, string | undefined>>,
): 'drawn' | 'plain' | 'none' {
  if (quiet) return 'none';
  return stream.isTTY && variables.TERM !== 'dumb' && !variables.CI ? 'drawn' : 'plain';
}
