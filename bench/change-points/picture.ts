import { f1, type Score } from './score.js';

interface MethodScores {
  readonly method: string;
  readonly byScenario: ReadonlyMap<string, Score>;
}

const LABEL_WIDTH = 330;
const PANEL_WIDTH = 230;
const PANEL_GAP = 70;
const ROW_HEIGHT = 30;
const TOP = 76;

/** The scores of all methods on one set of runs. */
interface SetScores {
  readonly title: string;
  readonly scores: readonly MethodScores[];
}

/** Returns an SVG with a row for each method and set of runs: the share of unchanged series it flags, and F1 at steps of 5 %. */
export function drawScores(sets: readonly SetScores[]): string {
  const rowCount = sets.reduce((sum, { scores }) => sum + scores.length + 1, 0);
  const bottom = TOP + rowCount * ROW_HEIGHT;
  const height = bottom + 40;
  const width = LABEL_WIDTH + 2 * PANEL_WIDTH + PANEL_GAP + 50;
  const second = LABEL_WIDTH + PANEL_WIDTH + PANEL_GAP;
  let top = TOP;
  const rows = sets.map(({ title, scores }) => {
    const heading = `<text x="14" y="${top + ROW_HEIGHT / 2 + 4}" font-style="italic">${title}</text>`;
    const drawn = drawSet(scores, top + ROW_HEIGHT, second);
    top += (scores.length + 1) * ROW_HEIGHT;
    return [heading, ...drawn].join('\n');
  });

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#374151">
<title>Unchanged series flagged, and F1 at steps of 5 %, by method</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${title(LABEL_WIDTH, 'Unchanged series flagged', 'lower is better')}
${title(second, 'F1 at steps of 5 %', 'higher is better')}
${axis(LABEL_WIDTH, bottom)}
${axis(second, bottom)}
${rows.join('\n')}
</svg>
`;
}

function drawSet(scores: readonly MethodScores[], top: number, second: number): string[] {
  return scores.map(({ method, byScenario }, i) => {
    const y = top + i * ROW_HEIGHT + ROW_HEIGHT / 2;
    const unchanged = byScenario.get('unchanged') as Score;
    const step = byScenario.get('step 5 %') as Score;
    const weight = i === 0 ? ' font-weight="600"' : '';
    return [
      `<text x="${LABEL_WIDTH - 14}" y="${y + 4}" text-anchor="end"${weight}>${method}</text>`,
      mark(unchanged.flaggedSeries / unchanged.unchangedSeries, LABEL_WIDTH, y, '#c2410c'),
      mark(f1(step), second, y, '#0f766e'),
    ].join('\n');
  });
}

function title(x: number, text: string, note: string): string {
  return `<text x="${x}" y="26" font-weight="600">${text}</text><text x="${x}" y="43" font-size="11">${note}</text>`;
}

function axis(x: number, bottom: number): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map((value) => {
      const at = x + value * PANEL_WIDTH;
      return `<line x1="${at}" x2="${at}" y1="${TOP - 16}" y2="${bottom}" stroke="#e5e7eb"/><text x="${at}" y="${bottom + 18}" text-anchor="middle" font-size="11">${value * 100} %</text>`;
    })
    .join('\n');
}

function mark(share: number, x: number, y: number, color: string): string {
  const at = (x + share * PANEL_WIDTH).toFixed(1);
  return `<circle cx="${at}" cy="${y}" r="6" fill="${color}"/><text x="${Number(at) + 11}" y="${y + 4}" font-size="11">${(share * 100).toFixed(0)} %</text>`;
}
