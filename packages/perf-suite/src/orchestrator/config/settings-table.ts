import {
  durationExpected,
  durationMsFrom,
  HOST_EXPECTED,
  hostFrom,
  looksLikeRunFile,
  PUBLIC_URL_EXPECTED,
  parseChoice,
  parseDuration,
  parseFailOn,
  parseHost,
  parseNames,
  parsePort,
  parsePublicUrl,
  parseRatio,
  parseWhole,
  publicAddressFrom,
} from '@perf-suite/command-line';
import {
  DEFAULT_FAIL_ON,
  DEFAULT_MINIMUM_ALLOCATION_EFFECT,
  DEFAULT_MINIMUM_EFFECT,
  DEFAULT_MINIMUM_ERROR_EFFECT,
  FAIL_ON,
  type FailOn,
  type MinimumEffect,
  minimumEffectFrom,
  PERCENTILES,
  type PercentileName,
} from '@perf-suite/schema';
import * as v from 'valibot';
import type { PerfConfig } from '../../api/define-config.js';
import { DEFAULT_FILES_TEXT, DEFAULT_PATTERNS } from '../plan/benchmark-file-patterns.js';
import { UNREAD_FILES } from '../separation/unread-files.js';
import {
  type BudgetPattern,
  budgets,
  globs,
  list,
  nodeFlag,
  notEmpty,
  parseCountOrAuto,
  parseOut,
  port,
  positiveInteger,
  ratio,
  readAs,
  textOrNumber,
  words,
  yesOrNo,
} from './read-values.js';

/** Headings of the help and of the docs, in their order. */
export const GROUPS = [
  'What is measured',
  'How it is measured',
  'What it is compared with',
  'What counts',
  'Where it goes',
  'Watching it live',
] as const;

/**
 * One setting: all that flags, environment variables, config files, the help and the docs know about it.
 * The variable is `PERF_SUITE_` and the key in capitals.
 */
export interface Setting<Value = unknown> {
  /** As commander takes it: `--rounds <count>`; null where the command's arguments say it. */
  readonly flag: string | null;
  readonly group: (typeof GROUPS)[number];
  /** What the help and the docs say. */
  readonly help: string;
  readonly default: Value;
  /** The default in words; null where there is none. */
  readonly defaultText: string | null;
  /** Reads a value of a config file, or a variable's text, into its unit. */
  readonly schema: v.GenericSchema<unknown, Value extends MinimumEffect ? Partial<Value> : Value>;
  /** Reads what follows the flag, and refuses it with the flag's name. Left out where it is taken as it is. */
  readonly parse?: (text: string, flag: string) => Value;
  /** The words that it may be. */
  readonly oneOf?: readonly string[];
  /** The words that its list may hold; a flag takes them with commas between. */
  readonly listOf?: readonly string[];
  /** A variable's text is read as a number where it is one. */
  readonly isNumeric?: true;
  /** Its value is a time, and its field in `Settings` ends in `Ms`. */
  readonly unit?: 'ms';
  /** The flag takes all values that follow for which this holds. */
  readonly takesAll?: (value: string) => boolean;
  /** `perf-suite list` has the flag too. */
  readonly isOfList?: true;
}

const setting = <Value>(row: Setting<Value>): Setting<Value> => row;
type DurationRow<Value extends number | null> = Omit<Setting<Value>, 'schema' | 'parse' | 'unit'>;

const duration = <Value extends number | null>(row: DurationRow<Value>) => ({
  ...row,
  schema: v.pipe(textOrNumber, readAs(durationMsFrom, durationExpected)),
  parse: (text: string, flag: string) => parseDuration(text, flag),
  unit: 'ms' as const,
});

const webAddress = (row: Omit<Setting<string | null>, 'schema' | 'parse'>): Setting<string | null> => ({
  ...row,
  schema: v.pipe(
    words,
    v.check((text) => publicAddressFrom(text) !== null, PUBLIC_URL_EXPECTED),
  ),
  parse: (text, flag) => {
    parsePublicUrl(text, flag);
    return text;
  },
});

/** Also takes none: `0s`, or 0. */
const durationOrNoneFrom = (value: string | number): number | null =>
  /^0+(?:\.0+)?\s*(?:[a-z]+)?$/.test(String(value)) ? 0 : durationMsFrom(value);

const ISOLATIONS = ['file', 'task', 'process'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** Every setting of a run, by its key in a config file. */
export const SETTINGS_TABLE = {
  files: setting<readonly string[]>({
    flag: null,
    group: 'What is measured',
    help: 'globs of benchmark files, relative to the project folder',
    default: DEFAULT_PATTERNS,
    defaultText: DEFAULT_FILES_TEXT,
    schema: globs,
    isOfList: true,
  }),
  all: setting<boolean>({
    flag: '--all',
    group: 'What is measured',
    help: 'with --against: measure also what runs the same code on both sides',
    default: false,
    defaultText: 'off: it is unchanged without being measured',
    schema: yesOrNo,
  }),
  unreadFiles: setting<readonly string[]>({
    flag: null,
    group: 'What is measured',
    help: 'globs of files, relative to the top of the repository, that benchmarks do not read: a change of them alone is none of the code',
    default: UNREAD_FILES,
    defaultText: 'documentation, tests, and settings of editors, linters and CI systems',
    schema: globs,
  }),
  rounds: setting<number | 'auto'>({
    flag: '--rounds <count>',
    group: 'How it is measured',
    help: 'how many rounds, each in a fresh process for each file; auto: until the verdicts are clear, at most 24',
    default: 'auto',
    defaultText: '10; with --against: auto',
    schema: v.union([positiveInteger, v.literal('auto')]),
    parse: parseCountOrAuto,
    isNumeric: true,
  }),
  time: duration<number>({
    flag: '--time <duration>',
    group: 'How it is measured',
    help: 'measuring time for each benchmark and round; at the default, up to three times as long while a benchmark gives fewer than 100 samples',
    default: 90,
    defaultText: '90ms',
  }),
  warmup: duration<number>({
    flag: '--warmup <duration>',
    group: 'How it is measured',
    help: 'least warm-up of each benchmark and round (in the first round only, at the default); up to five times as long while code still gets faster',
    // Long enough for the optimising compiler: calibrated cold, a batch came out 13 times too small.
    default: 150,
    defaultText: '150ms',
  }),
  timeout: duration<number>({
    flag: '--timeout <duration>',
    group: 'How it is measured',
    help: 'longest time that one benchmark may take in a round, its setup included',
    default: 60_000,
    defaultText: '60s',
    isOfList: true,
  }),
  budget: duration<number | null>({
    flag: '--budget <duration>',
    group: 'How it is measured',
    help: 'longest time that measuring may take, from the start of the first round',
    default: null,
    defaultText: 'no limit',
  }),
  seed: setting<number | null>({
    flag: '--seed <number>',
    group: 'How it is measured',
    help: 'seed of all random choices, such as the order',
    default: null,
    defaultText: 'a new one, recorded in the run file',
    schema: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    parse: (text, flag) => parseWhole(text, flag, { least: 0 }),
    isNumeric: true,
  }),
  isolation: setting<Isolation>({
    flag: '--isolation <kind>',
    group: 'How it is measured',
    help: 'file: one process for each file; task: one for each benchmark; process: with --against, one for each side',
    default: 'file',
    defaultText: 'file',
    schema: v.picklist(ISOLATIONS),
    oneOf: ISOLATIONS,
    parse: (text, flag) => parseChoice(text, flag, ISOLATIONS),
  }),
  parallel: setting<number | 'auto'>({
    flag: '--parallel <count>',
    group: 'How it is measured',
    help: 'how many processes measure at the same time, each on a core of its own; auto: one for each core but one',
    default: 1,
    defaultText: '1',
    schema: v.union([positiveInteger, v.literal('auto')]),
    parse: parseCountOrAuto,
    isNumeric: true,
  }),
  nodeFlags: setting<readonly string[]>({
    flag: '--node-flags <flags>',
    group: 'How it is measured',
    help: 'flags for the Node processes that measure, in quotes',
    default: [],
    defaultText: null,
    schema: v.union([
      v.pipe(
        v.string(),
        v.transform((text) => text.split(/\s+/).filter(Boolean)),
        v.array(nodeFlag),
      ),
      v.array(nodeFlag),
    ]),
    parse: (text) => text.split(/\s+/).filter(Boolean),
    isOfList: true,
  }),
  runtime: setting<string | null>({
    flag: '--runtime <node>',
    group: 'How it is measured',
    help: 'the Node that measures: node@version from npm, or the path of one',
    default: null,
    defaultText: 'the one that runs perf-suite',
    schema: words,
    parse: notEmpty,
    isOfList: true,
  }),
  sampleCap: setting<number>({
    flag: '--sample-cap <count>',
    group: 'How it is measured',
    help: 'samples kept for each benchmark and round',
    default: 1000,
    defaultText: '1000',
    schema: positiveInteger,
    parse: (text, flag) => parseWhole(text, flag, { least: 1 }),
    isNumeric: true,
  }),
  against: setting<string | null>({
    flag: '--against <what>',
    group: 'What it is compared with',
    help: 'A/B against a git ref, a folder, npm:name@version, or runtime:node@version for the same code on another Node',
    default: null,
    defaultText: null,
    schema: words,
  }),
  againstTip: setting<boolean>({
    flag: '--against-tip',
    group: 'What it is compared with',
    help: 'if --against names a branch, use its newest commit',
    default: false,
    defaultText: 'the merge base, where head branched off',
    schema: yesOrNo,
  }),
  baseSetup: setting<string | null>({
    flag: '--base-setup <command>',
    group: 'What it is compared with',
    help: 'shell command that installs and builds the base',
    default: null,
    defaultText: 'derived from its lockfile and scripts',
    schema: words,
  }),
  audit: setting<boolean>({
    flag: '--audit',
    group: 'What it is compared with',
    help: 'with --against: measure a second time in variant processes, and warn where the two disagree',
    default: false,
    defaultText: 'off',
    schema: yesOrNo,
  }),
  explainTime: {
    flag: '--explain-time <duration>',
    group: 'What it is compared with',
    help: 'with --against: longest time to find out why benchmarks got slower, after the last round; 0s turns it off',
    default: 20_000,
    defaultText: '20s',
    schema: v.pipe(textOrNumber, readAs(durationOrNoneFrom, durationExpected)),
    parse: (text, flag) => parseDuration(text, flag, { mayBeZero: true }),
    unit: 'ms',
  } satisfies Setting<number> as Setting<number> & { readonly unit: 'ms' },
  baseline: setting<readonly string[]>({
    flag: '--baseline <files...>',
    group: 'What it is compared with',
    help: 'earlier run files of the same environment (- is standard input)',
    default: [],
    defaultText: null,
    schema: list,
    takesAll: looksLikeRunFile,
  }),
  minimumEffect: setting<MinimumEffect>({
    flag: '--min-effect <percent>',
    group: 'What counts',
    help: 'smallest change at p50 worth acting on; twice that at p95',
    default: DEFAULT_MINIMUM_EFFECT,
    defaultText: '2.5%',
    schema: v.union([
      v.pipe(
        ratio,
        v.transform((effect): { p50?: number; p95?: number } => ({ p50: effect })),
      ),
      v.strictObject({ p50: v.exactOptional(ratio), p95: v.exactOptional(ratio) }),
    ]),
    parse: (text, flag) => minimumEffectFrom(parseRatio(text, flag)),
  }),
  minimumAllocationEffect: setting<number>({
    flag: '--minimum-allocation-effect <percent>',
    group: 'What counts',
    help: 'smallest change of the bytes that a call allocates worth acting on; less than 16 bytes a call is none',
    default: DEFAULT_MINIMUM_ALLOCATION_EFFECT,
    defaultText: '5%',
    schema: ratio,
    parse: (text, flag) => parseRatio(text, flag),
  }),
  minimumErrorEffect: setting<number>({
    flag: '--minimum-error-effect <percent>',
    group: 'What counts',
    help: 'smallest change of how many requests to a service fail worth acting on, in percentage points',
    default: DEFAULT_MINIMUM_ERROR_EFFECT,
    defaultText: '0.5%',
    schema: ratio,
    parse: (text, flag) => parseRatio(text, flag),
  }),
  percentile: setting<readonly PercentileName[]>({
    flag: '--percentile <names>',
    group: 'What counts',
    help: 'percentiles that decide verdicts; a percentile not named only warns',
    default: PERCENTILES,
    defaultText: 'p50,p95',
    schema: v.pipe(list, v.array(v.picklist(PERCENTILES)), v.minLength(1)),
    parse: (text, flag) => parseNames(text, flag, PERCENTILES),
    listOf: PERCENTILES,
  }),
  failOn: setting<readonly FailOn[]>({
    flag: '--fail-on <findings>',
    group: 'What counts',
    help: 'what fails the run, of regressed,allocated,over-budget,failed,missing,incomparable,inconclusive; or none',
    default: DEFAULT_FAIL_ON,
    defaultText: DEFAULT_FAIL_ON.join(','),
    schema: v.union([
      v.pipe(
        v.literal('none'),
        v.transform((): FailOn[] => []),
      ),
      v.pipe(list, v.array(v.picklist(FAIL_ON))),
    ]),
    parse: (text) => parseFailOn(text),
    listOf: [...FAIL_ON, 'none'],
  }),
  budgets: setting<readonly BudgetPattern[]>({
    flag: null,
    group: 'What counts',
    help: "longest times that benchmarks may take, whatever base takes: `{ match: 'bench/**#parse*', p95: '10ms' }`",
    default: [],
    defaultText: null,
    schema: budgets,
  }),
  env: setting<string | null>({
    flag: '--env <name>',
    group: 'Where it goes',
    help: 'name of this environment',
    default: null,
    defaultText: "the CI system's name, else local",
    schema: words,
    parse: notEmpty,
  }),
  out: setting<string | null>({
    flag: '-o, --out <file>',
    group: 'Where it goes',
    help: 'run file to write',
    default: null,
    defaultText: '.perf/runs/<time>-<commit>.run.json',
    schema: words,
    parse: parseOut,
  }),
  host: setting<string>({
    flag: '--host <address>',
    group: 'Watching it live',
    help: 'address that --live listens on',
    default: '127.0.0.1',
    defaultText: '127.0.0.1',
    schema: v.pipe(
      words,
      v.check((text) => hostFrom(text) !== null, HOST_EXPECTED),
      v.transform((text) => hostFrom(text) ?? text),
    ),
    parse: parseHost,
  }),
  port: setting<number>({
    flag: '--port <port>',
    group: 'Watching it live',
    help: 'port of page and stream',
    default: 8765,
    defaultText: '8765, or the next free port',
    schema: port,
    parse: parsePort,
    isNumeric: true,
  }),
  metricsPort: setting<number>({
    flag: '--metrics-port <port>',
    group: 'Watching it live',
    help: 'port of /metrics',
    default: 8000,
    defaultText: '8000, or the next free port',
    schema: port,
    parse: parsePort,
    isNumeric: true,
  }),
  publicUrl: webAddress({
    flag: '--public-url <url>',
    group: 'Watching it live',
    help: 'address of page and stream behind a proxy (https://perf.example.org/base)',
    default: null,
    defaultText: null,
  }),
  otlp: webAddress({
    flag: '--otlp <url>',
    group: 'Watching it live',
    help: 'send the run as a trace, with its rounds, benchmarks and verdicts as spans, to this OpenTelemetry collector (OTLP over HTTP; needs the package @perf-suite/instrument)',
    default: null,
    defaultText: 'no trace',
  }),
  announce: webAddress({
    flag: '--announce <url>',
    group: 'Watching it live',
    help: 'perf-exporter that tells a Prometheus on another machine of this run (with the token in PERF_EXPORTER_TOKEN)',
    default: null,
    defaultText: 'only the Prometheus that reads .perf/live knows of it',
  }),
  grafana: webAddress({
    flag: '--grafana <url>',
    group: 'Watching it live',
    help: "your Grafana: prints the link to this run's dashboard",
    default: null,
    defaultText: null,
  }),
  metricsFile: setting<string | null>({
    flag: '--metrics-file <file>',
    group: 'Watching it live',
    help: 'metrics.yaml that declares the metrics that benchmarks set',
    default: null,
    defaultText: null,
    schema: words,
  }),
};

export interface FlagOnly extends Pick<Setting, 'flag' | 'group' | 'help' | 'defaultText' | 'isOfList'> {
  /** True where it may be given several times, each with a value. */
  readonly repeats?: true;
}

/** What only the command line says: a variable or a config key of that name would do nothing. */
export const FLAGS_ONLY: readonly FlagOnly[] = [
  {
    flag: '--command <line>',
    group: 'What is measured',
    help: "a command in place of benchmark files, such as 'node dist/cli.js in.txt': each execution is timed; may be given several times",
    defaultText: null,
    repeats: true,
  },
  {
    flag: '--prepare <line>',
    group: 'What is measured',
    help: 'with --command: another one before each execution, untimed',
    defaultText: null,
  },
  {
    flag: '--shell',
    group: 'What is measured',
    help: "with --command: let the system's shell read the commands, for pipes and the like",
    defaultText: null,
  },
  {
    flag: '-f, --filter <regexp>',
    group: 'What is measured',
    help: 'only benchmarks whose id (file#group > name) matches',
    defaultText: null,
    isOfList: true,
  },
  {
    flag: '--shard <number/count>',
    group: 'What is measured',
    help: 'one of several parts of the benchmarks, such as 2/4, for several machines; perf-guard merge makes one report of them',
    defaultText: null,
    isOfList: true,
  },
  {
    flag: '--cwd <folder>',
    group: 'What is measured',
    help: 'project folder',
    defaultText: 'here',
    isOfList: true,
  },
  {
    flag: '--watch',
    group: 'What is measured',
    help: 'what differs from the last commit (or --against), then again at each save what the saved files reach; q ends it',
    defaultText: null,
  },
  {
    flag: '-q, --quiet',
    group: 'Where it goes',
    help: 'no progress',
    defaultText: null,
    isOfList: true,
  },
  {
    flag: '-v, --verbose',
    group: 'Where it goes',
    help: 'show each measurement, how rounds spent their time, full stack traces and all warnings',
    defaultText: null,
    isOfList: true,
  },
  {
    flag: '--no-color',
    group: 'Where it goes',
    help: 'no colours; NO_COLOR does the same',
    defaultText: null,
    isOfList: true,
  },
  {
    flag: '--no-ci-report',
    group: 'Where it goes',
    help: 'in GitHub Actions: no summary of the job, and no annotations',
    defaultText: null,
  },
  {
    flag: '--live',
    group: 'Watching it live',
    help: 'serve a web page, a WebSocket stream and /metrics while it runs',
    defaultText: null,
  },
  {
    flag: '--live-keep <duration>',
    group: 'Watching it live',
    help: 'with --live: keep serving after the run (Ctrl-C ends it)',
    defaultText: null,
  },
  {
    flag: '--tls-cert <file>',
    group: 'Watching it live',
    help: 'PEM certificate; with --tls-key, --live uses TLS',
    defaultText: null,
  },
  {
    flag: '--tls-key <file>',
    group: 'Watching it live',
    help: 'PEM private key',
    defaultText: null,
  },
];

type Table = typeof SETTINGS_TABLE;
export type SettingKey = keyof Table;
export const SETTING_KEYS = Object.keys(SETTINGS_TABLE) as SettingKey[];

type FieldOf<K extends SettingKey> = Table[K] extends { readonly unit: 'ms' } ? `${K}Ms` : K;

/** All settings of a run, after flags, variables, file and defaults were joined. */
export type Settings = { readonly [K in SettingKey as FieldOf<K>]: Table[K]['default'] };

/** Settings from one source; what it does not say comes from the next. */
export type PartialSettings = {
  readonly [K in Exclude<keyof Settings, 'minimumEffect'>]?: Settings[K] | undefined;
} & { readonly minimumEffect?: Partial<MinimumEffect> | undefined };

/** Returns the name of a setting's field: `timeMs` for `time`. */
export function fieldOf(key: SettingKey): keyof Settings {
  const { unit }: Setting = SETTINGS_TABLE[key];
  return (unit === 'ms' ? `${key}Ms` : key) as keyof Settings;
}

export const DEFAULT_SETTINGS = Object.fromEntries(
  SETTING_KEYS.map((key) => [fieldOf(key), SETTINGS_TABLE[key].default]),
) as unknown as Settings;

/** `metricsPort` gives `PERF_SUITE_METRICS_PORT`. */
export function variableOf(key: string): string {
  return `PERF_SUITE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** What `defineConfig` offers is what the table holds; the compiler refuses a key that only one of them has. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
true satisfies Same<SettingKey, keyof PerfConfig>;
