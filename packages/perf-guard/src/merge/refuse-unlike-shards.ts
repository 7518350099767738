import { isDeepStrictEqual } from 'node:util';
import { listed } from '@perf-suite/command-line';
import { baseName, PerfError, type RunFile, type Shard } from '@perf-suite/schema';

/** A run file and where it was read from. */
export interface RunToMerge {
  readonly run: RunFile;
  readonly file: string;
}

/** A run that measured one shard. */
export type ShardRun = RunFile & { readonly shard: Shard };

/** A shard and where it was read from. */
interface ShardFile {
  readonly run: ShardRun;
  readonly file: string;
}

/**
 * Returns the runs once they are known to be all shards of one plan, each once, that measured the same code in the same
 * way. Machines may differ.
 * @throws {PerfError} `bad-usage` naming the files, what was expected and what was found
 */
export function refuseUnlikeShards(files: readonly RunToMerge[]): ShardRun[] {
  const shards = files.map(asShard);
  const [first, ...others] = shards;
  if (first === undefined)
    throw new PerfError('bad-usage', 'merge: expected the run files of all shards, found none', {
      hint: 'For example: perf-guard merge shard-*.run.json --out merged.run.json',
    });
  for (const other of others) refuseUnlike(first, other);
  refuseTwice(shards);
  refuseMissing(shards);
  for (const shard of shards) refuseOtherBenchmarks(shard);
  return shards.map(({ run }) => run);
}

function asShard({ run, file }: RunToMerge): ShardFile {
  if (isShard(run)) return { run, file };
  const found = run.shards === undefined ? 'one of a whole suite' : 'one that was merged already';
  throw new PerfError('bad-usage', `${file}: expected a run of a shard, found ${found}`, {
    hint: 'Shards are measured with: perf-suite run --shard 1/4. Any other run is judged with: perf-guard check',
  });
}

function isShard(run: RunFile): run is ShardRun {
  return run.shard !== undefined;
}

interface Property {
  readonly what: string;
  readonly hint: string;
  readonly of: (run: ShardRun) => unknown;
  /** For the message; the difference itself may be too long for it. */
  readonly shown?: (run: ShardRun) => string;
}

const SAME_JOB = 'Let all shards check out the same commit and run the same command but for --shard.';

/** What all shards must have in common, from what says most. */
const ALIKE: readonly Property[] = [
  {
    what: 'the number of shards',
    hint: 'Merge the shards of one run only.',
    of: ({ shard }) => shard.of,
    shown: ({ shard }) => `${shard.index}/${shard.of}`,
  },
  {
    what: 'the version of perf-suite',
    hint: SAME_JOB,
    of: ({ tool }) => tool.version,
    shown: ({ tool }) => tool.version,
  },
  {
    what: 'the commit',
    hint: SAME_JOB,
    of: ({ git }) => [git?.commit ?? null, git?.dirty ?? null],
    shown: ({ git }) =>
      git === null ? 'no commit' : `${git.commit.slice(0, 7)}${git.dirty ? ' (changed)' : ''}`,
  },
  {
    what: 'the base',
    hint: 'Name a commit with --against: a branch may move between two jobs.',
    // How far its branch is ahead by now says nothing of the commit.
    of: (run) => (run.mode === 'single' ? null : { ...run.base, branch: run.base.branch?.chosen }),
    shown: (run) => (run.mode === 'single' ? 'none' : baseName(run.base)),
  },
  { what: 'the benchmarks that are shared out', hint: SAME_JOB, of: ({ shard }) => shard.plan },
  { what: 'the seed', hint: SAME_JOB, of: ({ seed }) => seed, shown: ({ seed }) => String(seed) },
  { what: 'the settings', hint: SAME_JOB, of: comparedSettings },
  {
    what: 'the accepted slowdowns',
    hint: 'Let all shards check out the same history (fetch-depth: 0).',
    of: ({ settings }) => (settings.accepted ?? []).map(({ source }) => source),
  },
];

/** How many processes measure at once may follow the machine; what is accepted is compared by itself. */
function comparedSettings({ settings }: ShardRun): unknown {
  const { parallel: _, accepted: _accepted, ...compared } = settings;
  return compared;
}

function refuseUnlike(first: ShardFile, other: ShardFile): void {
  const different = ALIKE.find(({ of }) => !isDeepStrictEqual(of(first.run), of(other.run)));
  if (different === undefined) return;
  const { what, hint, shown } = different;
  const found =
    shown === undefined
      ? `others in ${other.file}${whichSetting(first.run, other.run, what)}`
      : `${shown(other.run)} in ${other.file} and ${shown(first.run)} in ${first.file}`;
  throw new PerfError('bad-usage', `merge: expected ${what} to be the same in all shards, found ${found}`, {
    hint,
  });
}

function whichSetting(a: ShardRun, b: ShardRun, what: string): string {
  if (what !== 'the settings') return ` than in shard ${a.shard.index}`;
  const [ofA, ofB] = [a, b].map((run) => new Map(Object.entries(run.settings)));
  const names = [...new Set([...(ofA?.keys() ?? []), ...(ofB?.keys() ?? [])])].filter(
    (name) =>
      name !== 'parallel' && name !== 'accepted' && !isDeepStrictEqual(ofA?.get(name), ofB?.get(name)),
  );
  return ` (${listed(names)}) than in shard ${a.shard.index}`;
}

function refuseTwice(shards: readonly ShardFile[]): void {
  for (const { run, file } of shards) {
    const { index, of } = run.shard;
    const again = shards.find((other) => other.file !== file && other.run.shard.index === index);
    const isListedTwice = shards.filter((other) => other.file === file).length > 1;
    if (again === undefined && !isListedTwice) continue;
    throw new PerfError(
      'bad-usage',
      `merge: expected each shard once, found ${index}/${of} in ${file} and ${again?.file ?? 'again in the same file'}`,
      { hint: 'A job that was started again leaves two files: merge the newer one.' },
    );
  }
}

function refuseMissing(shards: readonly ShardFile[]): void {
  const of = shards[0]?.run.shard.of ?? 0;
  const found = shards.map(({ run }) => run.shard.index);
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !found.includes(index));
  if (missing.length === 0) return;
  throw new PerfError(
    'bad-usage',
    `merge: expected all ${of} shards, found no ${listed(missing.map((index) => `${index}/${of}`))}`,
    { hint: 'Its job may have failed before it wrote a run file. What is missing was not judged.' },
  );
}

/** A file whose benchmarks are not those that it was given says nothing of the ones that it lacks. */
function refuseOtherBenchmarks({ run, file }: ShardFile): void {
  const { index, of, plan } = run.shard;
  const ids = new Set(run.benchmarks.map(({ id }) => id));
  const lacking = plan
    .filter(({ shard }) => shard === index)
    .flatMap(({ benchmarks }) => benchmarks.filter((id) => !ids.has(id)));
  const others = plan
    .filter(({ shard }) => shard !== index)
    .flatMap(({ benchmarks }) => benchmarks.filter((id) => ids.has(id)));
  if (lacking.length === 0 && others.length === 0) return;
  const found = lacking.length > 0 ? `none of ${listed(lacking)}` : `also ${listed(others)}`;
  throw new PerfError(
    'bad-file',
    `${file}: expected the benchmarks that the plan gave to shard ${index}/${of}, found ${found}`,
    { hint: 'The file was changed after it was written: measure that shard again.' },
  );
}
