import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeRepeats } from './injection.js';
import { installTools } from './other-tools/install-tools.js';
import { labsCompare } from './other-tools/labs-compare.js';
import { mitataTwoProcesses } from './other-tools/mitata-two-processes.js';
import { perfSuite } from './other-tools/perf-suite.js';
import { tachometer } from './other-tools/tachometer.js';
import type { ToolResult } from './other-tools/tool.js';
import { vitestCompare } from './other-tools/vitest-compare.js';
import { Workplace } from './other-tools/workplace.js';
import { BENCHMARKS } from './workload-list.js';

/**
 * Asks other benchmark tools, and perf-suite, whether one of two checkouts is slower: each tool in turn,
 * first on unchanged code, then with one benchmark made 5 % slower, and so on. Appends a line for each
 * comparison to a results file, and goes on where that file ends.
 */
const { values } = parseArgs({
  options: {
    suites: { type: 'string', default: '10' },
    slowdown: { type: 'string', default: '0.05' },
    tools: { type: 'string', default: 'perf-suite,vitest,mitata,labs,tachometer' },
    session: { type: 'string', default: 'idle' },
    seconds: { type: 'string', default: '86400' },
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../../verdict/other-tools/results.jsonl', import.meta.url)),
    },
  },
});

const byName = {
  'perf-suite': perfSuite,
  vitest: vitestCompare,
  mitata: mitataTwoProcesses,
  labs: labsCompare,
  tachometer,
};
const tools = values.tools.split(',').map((name) => {
  const tool = byName[name as keyof typeof byName];
  if (tool === undefined) {
    throw new Error(`--tools: expected some of ${Object.keys(byName).join(', ')}, found ${name}`);
  }
  return tool;
});
const deadline = Date.now() + Number(values.seconds) * 1000;

const folder = await mkdtemp(join(tmpdir(), 'perf-other-tools-'));
try {
  const place = new Workplace(folder, await installTools());
  await place.prepare();
  const first = await countLines(values.out);
  const last = first + Number(values.suites) * tools.length;
  for (let turn = first; turn < last && Date.now() < deadline; turn++) {
    const slowed = Math.floor(turn / tools.length) % 2 === 1;
    const result = await takeTurn(place, turn % tools.length, slowed);
    await appendFile(values.out, `${JSON.stringify(result)}\n`);
    process.stderr.write(`${turn + 1}: ${describe(result)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function takeTurn(place: Workplace, index: number, slowed: boolean): Promise<ToolResult> {
  const tool = tools[index] as (typeof tools)[number];
  const benchmark = BENCHMARKS[Math.floor(Math.random() * BENCHMARKS.length)] as string;
  const injection = slowed ? { benchmark, slowdownRatio: Number(values.slowdown) } : null;
  await writeRepeats(place.head, injection);
  const load = loadavg()[0] ?? 0;
  const started = performance.now();
  const judgement = await tool.compare(place).catch((error: Error) => {
    process.stderr.write(`${error.stack}\n${error.cause ?? ''}\n`);
    return { error: error.message };
  });
  const seconds = (performance.now() - started) / 1000;
  return { tool: tool.name, session: values.session, load, seconds, injection, judgement };
}

function describe({ tool, injection, seconds, judgement }: ToolResult): string {
  const what = injection ? `${injection.benchmark} +${injection.slowdownRatio * 100} %` : 'unchanged';
  const said = 'error' in judgement ? judgement.error : JSON.stringify(judgement.flagged);
  return `${tool}, ${what}: ${seconds.toFixed(1)} s, ${said}`;
}

async function countLines(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').length - 1;
}
