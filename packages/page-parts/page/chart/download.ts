import { readPalette } from './palette.js';

const HEADING_PX = 30;

/** Saves a chart as a picture: the canvas on its ground, under the name of what it shows. */
export function downloadPng(chart: HTMLCanvasElement, name: string): void {
  const scale = devicePixelRatio;
  const picture = document.createElement('canvas');
  picture.width = chart.width;
  picture.height = chart.height + HEADING_PX * scale;
  const context = picture.getContext('2d');
  if (context === null) return;
  const palette = readPalette();
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = palette.text;
  context.font = `600 ${13 * scale}px system-ui, sans-serif`;
  context.fillText(name, 12 * scale, 20 * scale);
  context.drawImage(chart, 0, HEADING_PX * scale);
  picture.toBlob((blob) => blob && download(blob, `${fileSafe(name)}.png`), 'image/png');
}

/** Saves lines as a CSV file. */
export function downloadCsv(lines: Iterable<string>, name: string): void {
  const parts: string[] = [];
  for (const line of lines) parts.push(line, '\n');
  download(new Blob(parts, { type: 'text/csv' }), `${fileSafe(name)}.csv`);
}

/** Returns a CSV line (RFC 4180). Text that a spreadsheet would take for a formula is kept text. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell) => {
      if (cell === null) return '';
      if (typeof cell === 'number') return String(cell);
      const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
      return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
    })
    .join(',');
}

function fileSafe(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 120) || 'perf-suite'
  );
}

function download(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
