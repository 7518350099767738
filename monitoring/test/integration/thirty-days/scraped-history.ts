import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseReport, parseRunFile } from '@perf-suite/schema';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { startServingAt } from '@perf-suite/testing/exporter-command';
import { DAY_MS, END_MS, type ExporterName, OUTAGES, START_MS, type WrittenFile } from './history.js';

/** What one scrape said: `name{labels}` and value, as text. */
export interface Scrape {
  readonly atMs: number;
  readonly values: ReadonlyMap<string, string>;
}

/** A run file dated ahead is not used: it is counted apart from those that were read. */
const SEEN = /^perf_exporter_files_(read_total|skipped\{reason="[\w-]+"\}) (\d+)$/gm;

/** The exporter reads its clock at most this often in two polls, and forgets what is old at the end of each. */
const READINGS = 12;

/**
 * Returns what an exporter served after each file that appeared, and each night, with a clock that shows the
 * history's time. It is the real command; after an outage a new one reads everything again.
 */
export async function scrapeHistory(
  exporter: ExporterName,
  files: readonly WrittenFile[],
  wanted: (name: string) => boolean,
): Promise<Scrape[]> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-thirty-days-'));
  await mkdir(folder, { recursive: true });
  let nowMs = START_MS;
  let readings = 0;
  const clock = () => {
    readings++;
    return nowMs;
  };
  const start = () => startServingAt(clock, '--runs', folder, '--poll', '5ms');
  let server = await start();
  const scrapes: Scrape[] = [];
  let fileCount = 0;
  const scrape = async () => {
    const before = readings;
    while (readings < before + READINGS) await sleep(5);
    for (;;) {
      const text = await (await fetch(server.url)).text();
      const seen = [...text.matchAll(SEEN)].reduce((sum, [, , count]) => sum + Number(count), 0);
      if (seen >= fileCount) return text;
      await sleep(10);
    }
  };
  try {
    for (const moment of momentsOf(exporter, files)) {
      nowMs = moment.atMs;
      if (moment.kind === 'file') {
        const { name, content } = moment.file;
        const path = join(folder, name);
        if (name.endsWith('.run.json')) await writeRunFile(path, parseRunFile(content, name));
        else await writeReportFile(path, parseReport(content, name));
        fileCount++;
      } else if (moment.kind === 'restart') {
        await server.stop();
        server = await start();
      }
      scrapes.push({ atMs: nowMs, values: valuesIn(await scrape(), wanted) });
    }
    return scrapes;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Moment =
  | { readonly kind: 'file'; readonly atMs: number; readonly file: WrittenFile }
  | { readonly kind: 'restart' | 'night'; readonly atMs: number };

function momentsOf(exporter: ExporterName, files: readonly WrittenFile[]): Moment[] {
  const moments: Moment[] = files
    .filter((file) => file.exporter === exporter)
    .map((file) => ({ kind: 'file', atMs: file.atMs, file }));
  for (const { of, toMs } of OUTAGES) if (of === exporter) moments.push({ kind: 'restart', atMs: toMs });
  for (let atMs = START_MS; atMs < END_MS; atMs += DAY_MS) moments.push({ kind: 'night', atMs });
  return moments.sort((a, b) => a.atMs - b.atMs);
}

function valuesIn(text: string, wanted: (name: string) => boolean): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const space = line.lastIndexOf(' ');
    const series = line.slice(0, space);
    if (wanted(series.split('{')[0] ?? '')) values.set(series, line.slice(space + 1));
  }
  return values;
}
