/** The colours that canvases need, as the style sheet names them. */
export interface Palette {
  readonly panel: string;
  readonly text: string;
  readonly soft: string;
  readonly line: string;
  readonly strong: string;
  readonly head: string;
  readonly base: string;
  readonly headSoft: string;
  readonly baseSoft: string;
  readonly band: string;
  readonly warning: string;
  readonly regressed: string;
  readonly improved: string;
}

/** Returns the palette of the theme that is in force now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    panel: colour('--panel'),
    text: colour('--text'),
    soft: colour('--text-soft'),
    line: colour('--line'),
    strong: colour('--line-strong'),
    head: colour('--head'),
    base: colour('--base'),
    headSoft: colour('--head-soft'),
    baseSoft: colour('--base-soft'),
    band: colour('--band'),
    warning: colour('--inconclusive'),
    regressed: colour('--regressed'),
    improved: colour('--improved'),
  };
}
