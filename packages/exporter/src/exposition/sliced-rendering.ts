import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Series, samplesPerSeries } from './shown-values.js';
import type { StoreRegistry } from './store-registry.js';
import type { View } from './views.js';

const CHUNK_CHARACTERS = 32 * 1024;
const SLICE_SAMPLES = 500;
const SLICE_MS = 2;

/**
 * Returns the views as text in chunks. Written in slices of at most 500 samples, which take prom-client
 * a millisecond or two, and after each 2 ms the event loop runs: a scrape of 100,000 series must not
 * hold up the run or the stream.
 */
export async function renderInSlices(
  views: readonly View[],
  registry: StoreRegistry,
  nowMs: () => number,
): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  let text = '';
  let sliceStart = nowMs();
  for (const view of views) {
    text += await registry.header(view);
    for (const slice of slicesOf(view)) {
      text += await registry.lines(view, slice);
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

function* slicesOf(view: View): Generator<readonly Series[]> {
  const most = Math.max(1, Math.floor(SLICE_SAMPLES / samplesPerSeries(view)));
  let slice: Series[] = [];
  for (const series of view.family.series.values()) {
    slice.push(series);
    if (slice.length < most) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
