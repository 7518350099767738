import { expectOneStandardInput, parseDuration, parseWhole } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode, eventsOfRun, PerfError } from '@perf-suite/schema';
import { renderInSlices } from '../exposition/sliced-rendering.js';
import { StoreRegistry } from '../exposition/store-registry.js';
import { viewsOf } from '../exposition/views.js';
import { readFolderFile } from '../folder/folder-file.js';
import { type Login, type Receiver, receiverAt } from '../push/authorization.js';
import { currentSamples, type Sample } from '../push/current-samples.js';
import { deleteGroup, type PushGroup, replaceGroup } from '../push/push-gateway.js';
import { remoteWriteRequests } from '../push/remote-write.js';
import { type MetricsSending, sendWithRetries } from '../push/send-with-retries.js';
import { AnalysisMetrics } from '../run-metrics/analysis-metrics.js';
import { RunMetrics } from '../run-metrics/run-metrics.js';
import { MetricStore } from '../store/metric-store.js';
import { customRecorder } from './custom-recorder.js';
import type { GuardedIo } from './io.js';
import { readSecret } from './read-secret.js';

/** The flags of `push`, as typed. */
export interface PushFlags {
  readonly gateway?: string;
  readonly remoteWrite?: string;
  readonly job: string;
  readonly branch?: string;
  readonly pipeline?: string;
  readonly trigger?: string;
  readonly label?: readonly string[];
  readonly delete?: boolean;
  readonly credentialsFile?: string;
  readonly tokenFile?: string;
  readonly timeout: string;
  readonly attempts: string;
  readonly compat?: boolean;
  readonly metricsFile?: string;
  readonly quiet?: boolean;
}

interface Pushed {
  readonly store: MetricStore;
  readonly branch: string | null;
  /** When the newest of the files was finished. */
  readonly endedAtMs: number;
}

/**
 * Delivers what the files say to a Pushgateway, to a remote-write receiver, or both.
 * @throws {PerfError} on bad flags, unreadable files, and receivers that refuse or stay away
 */
export async function push(files: readonly string[], flags: PushFlags, io: GuardedIo): Promise<ExitCode> {
  expectTarget(files, flags);
  expectOneStandardInput(files, {
    inputIsTerminal: process.stdin.isTTY === true,
    err: (text) => io.err(`perf-exporter: ${text}`),
  });
  const login = await loginOf(flags, io);
  const gateway = flags.gateway === undefined ? null : receiverAt(flags.gateway, '--gateway', login);
  const remote =
    flags.remoteWrite === undefined ? null : receiverAt(flags.remoteWrite, '--remote-write', login);
  const send = sender(flags, io);
  if (flags.delete && gateway !== null) {
    await send(gateway, deleteGroup(groupOf(gateway.url, flags, null)));
    if (!flags.quiet) io.err(`perf-exporter: deleted the group of branch ${flags.branch}\n`);
    return EXIT_CODES.done;
  }
  const pushed = await readAll(files, flags, io);
  const views = viewsOf(pushed.store, { compatibility: flags.compat ?? false });
  if (gateway !== null) {
    const chunks = await renderInSlices(views, new StoreRegistry('text'), () => performance.now());
    await send(gateway, replaceGroup(groupOf(gateway.url, flags, pushed.branch), Buffer.concat(chunks)));
  }
  if (remote !== null) {
    const samples = labelled(currentSamples(views), { job: flags.job, ...parseLabels(flags.label ?? []) });
    for (const request of remoteWriteRequests(remote.url, samples, pushed.endedAtMs))
      await send(remote, request);
  }
  if (!flags.quiet) io.err(`perf-exporter: pushed ${pushed.store.seriesCount} series\n`);
  return EXIT_CODES.done;
}

function expectTarget(files: readonly string[], flags: PushFlags): void {
  if (flags.delete) {
    if (flags.gateway !== undefined && flags.branch !== undefined) return;
    throw new PerfError('bad-usage', '--delete: expected --gateway and --branch with it', {
      hint: 'Write perf-exporter push --delete --gateway http://127.0.0.1:9091 --branch my-branch.',
    });
  }
  if (flags.gateway === undefined && flags.remoteWrite === undefined) {
    throw new PerfError('bad-usage', 'expected a receiver, found neither --gateway nor --remote-write', {
      hint: 'Write for example --gateway http://127.0.0.1:9091.',
    });
  }
  if (files.length === 0) {
    throw new PerfError('bad-usage', 'expected run or report files, found none', {
      hint: 'Write perf-exporter push .perf/runs/new.run.json --gateway http://127.0.0.1:9091.',
    });
  }
}

async function readAll(paths: readonly string[], flags: PushFlags, io: GuardedIo): Promise<Pushed> {
  const store = new MetricStore({ seriesCap: 1_000_000 });
  const { pipeline, trigger } = flags;
  const runMetrics = new RunMetrics({
    store,
    iterationLabel: false,
    custom: await customRecorder(store, flags, io),
    pipeline: {
      ...(pipeline !== undefined && { pipeline }),
      ...(trigger !== undefined && { trigger }),
      ...(flags.branch !== undefined && { branch: flags.branch }),
    },
  });
  const analyses = new AnalysisMetrics(store);
  let branch: string | null = null;
  let endedAtMs = 0;
  for (const path of paths) {
    const file = await readFolderFile(path);
    if (file.kind === 'skipped') throw new PerfError('bad-file', file.message);
    if (file.kind === 'other' || file.kind === 'metrics') {
      throw new PerfError(
        'bad-file',
        `${path}: expected a run, a report, or what perf-analyze wrote, found other JSON`,
      );
    }
    if (file.kind === 'analysis') {
      analyses.record(file.analysis, path);
      endedAtMs = Math.max(endedAtMs, Date.parse(file.analysis.createdAt));
      continue;
    }
    if (file.kind === 'run') for (const event of eventsOfRun(file.run, null)) runMetrics.record(event);
    else runMetrics.recordReport(file.report);
    branch = (file.kind === 'run' ? file.run.git?.branch : file.report.run.branch) ?? branch;
    endedAtMs = Math.max(
      endedAtMs,
      Date.parse(file.kind === 'run' ? file.run.finishedAt : file.report.createdAt),
    );
  }
  analyses.show();
  return { store, branch, endedAtMs };
}

function groupOf(gateway: string, flags: PushFlags, branch: string | null): PushGroup {
  return { gateway, job: flags.job, branch: flags.branch ?? branch ?? 'detached' };
}

function sender(
  flags: PushFlags,
  io: GuardedIo,
): (to: Receiver, request: Pick<MetricsSending, 'url' | 'method' | 'headers' | 'body'>) => Promise<void> {
  const timeoutMs = parseDuration(flags.timeout, '--timeout');
  const attempts = parseWhole(flags.attempts, '--attempts', { least: 1, most: 20 });
  return (to, request) =>
    sendWithRetries({
      ...request,
      headers: { ...request.headers, ...to.headers },
      timeoutMs,
      attempts,
      stop: io.stop,
      redact: (text) => io.secrets.redact(text),
    });
}

async function loginOf({ credentialsFile, tokenFile }: PushFlags, io: GuardedIo): Promise<Login> {
  const variable = tokenFile === undefined ? io.environment.PERF_EXPORTER_CREDENTIALS || null : null;
  const credentials =
    credentialsFile === undefined ? variable : await readSecret(credentialsFile, '--credentials-file', io);
  if (credentials !== null) {
    const [, user, password] = /^([^:]*):(.*)$/s.exec(credentials) ?? [];
    if (user === undefined || password === undefined) {
      const source = credentialsFile ?? 'PERF_EXPORTER_CREDENTIALS';
      throw new PerfError('bad-file', `${source}: expected user:password, found no colon`);
    }
    io.secrets.addCredentials(user, password);
  }
  return {
    credentials,
    token: tokenFile === undefined ? null : await readSecret(tokenFile, '--token-file', io),
  };
}

function parseLabels(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([a-zA-Z_]\w*)=(.*)$/s.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new PerfError('bad-usage', `--label: expected name=value, found ${JSON.stringify(text)}`);
    }),
  );
}

/** A metric's own labels win over those given for all. */
function* labelled(samples: Iterable<Sample>, labels: Readonly<Record<string, string>>): Generator<Sample> {
  for (const sample of samples) yield { ...sample, labels: { ...labels, ...sample.labels } };
}
