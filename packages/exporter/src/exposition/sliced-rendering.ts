import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ExpositionFormat, headerLines, seriesLines, type View } from './exposition-writer.js';

const CHUNK_CHARACTERS = 32 * 1024;
const SLICE_MS = 2;

/**
 * Returns the views as text in chunks, in slices of at most about 2 ms between which the event loop
 * runs: a scrape of 100,000 series must not hold up the run or the stream.
 */
export async function renderInSlices(
  views: readonly View[],
  format: ExpositionFormat,
  nowMs: () => number,
): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  let text = '';
  let sliceStart = nowMs();
  for (const view of views) {
    text += headerLines(view, format);
    for (const series of view.family.series.values()) {
      text += seriesLines(view, series, format);
      if (text.length < CHUNK_CHARACTERS) continue;
      chunks.push(Buffer.from(text));
      text = '';
      if (nowMs() - sliceStart < SLICE_MS) continue;
      await nextTurn();
      sliceStart = nowMs();
    }
  }
  if (text !== '') chunks.push(Buffer.from(text));
  return chunks;
}
