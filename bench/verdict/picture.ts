import { type Proportion, proportion } from './binomial-bounds.js';
import { finds, judgesOf, raisesFalseAlarm } from './judges.js';
import type { SuiteResult } from './suite-result.js';

interface MethodScore {
  readonly name: string;
  readonly falseAlarms: Proportion;
  readonly found: Proportion;
}

const LABEL_WIDTH = 380;
const PANEL_WIDTH = 230;
const PANEL_GAP = 70;
const ROW_HEIGHT = 30;
const TOP = 76;

/**
 * Returns an SVG with a row for each method: the share of unchanged suites it flags and the share of
 * 5 % slowdowns it finds, each a dot with its 95 % bounds.
 */
export function drawScores(results: readonly SuiteResult[]): string {
  const scores = scoreMethods(results);
  const height = TOP + scores.length * ROW_HEIGHT + 40;
  const width = LABEL_WIDTH + 2 * PANEL_WIDTH + PANEL_GAP + 30;
  const rows = scores.map((score, i) => {
    const y = TOP + i * ROW_HEIGHT + ROW_HEIGHT / 2;
    const weight = i === 0 ? ' font-weight="600"' : '';
    return [
      `<text x="${LABEL_WIDTH - 14}" y="${y + 4}" text-anchor="end"${weight}>${escapeXml(score.name)}</text>`,
      mark(score.falseAlarms, LABEL_WIDTH, y, '#c2410c'),
      mark(score.found, LABEL_WIDTH + PANEL_WIDTH + PANEL_GAP, y, '#0f766e'),
    ].join('\n');
  });
  const bottom = TOP + scores.length * ROW_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#374151">
<title>Unchanged suites flagged and 5 % slowdowns found, by method, with 95 % bounds</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${title(LABEL_WIDTH, 'Unchanged suites flagged', 'lower is better')}
${title(LABEL_WIDTH + PANEL_WIDTH + PANEL_GAP, '5 % slowdowns found', 'higher is better')}
${axis(LABEL_WIDTH, bottom)}
${axis(LABEL_WIDTH + PANEL_WIDTH + PANEL_GAP, bottom)}
${rows.join('\n')}
</svg>
`;
}

function scoreMethods(results: readonly SuiteResult[]): MethodScore[] {
  const unchanged = results.filter((one) => one.injection === null);
  const slowed = results.filter((one) => one.injection?.slowdownRatio === 0.05);
  return judgesOf(results).map((judge) => ({
    name: judge.name,
    falseAlarms: proportion(unchanged.filter((one) => raisesFalseAlarm(judge, one)).length, unchanged.length),
    found: proportion(slowed.filter((one) => finds(judge, one)).length, slowed.length),
  }));
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

function mark(share: Proportion, x: number, y: number, color: string): string {
  if (share.trials === 0) return '';
  const at = (value: number) => (x + value * PANEL_WIDTH).toFixed(1);
  const point = at(share.hits / share.trials);
  return `<line x1="${at(share.lower)}" x2="${at(share.upper)}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="2"/><circle cx="${point}" cy="${y}" r="5" fill="${color}"/>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
