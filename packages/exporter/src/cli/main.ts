import {
  addCompletion,
  endWith,
  ListOption,
  newProgram,
  secretsOfArguments,
  withoutGiven,
} from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import { VERSION } from '../tool.js';
import type { BackfillFlags } from './backfill.js';
import type { CommandIo, GuardedIo } from './io.js';
import type { PushFlags } from './push.js';
import type { ServeFlags } from './serve.js';
import type { TopFlags } from './top.js';

const SERVE_EXAMPLES = `
Examples:
  $ perf-exporter serve --runs .perf/runs
      serves http://127.0.0.1:8010/metrics and takes in each run and report as it is written
  $ perf-exporter serve --runs /data/runs --host 0.0.0.0 --token-file /run/secrets/token \\
        --tls-cert cert.pem --tls-key key.pem
  $ perf-exporter serve --runs .perf/runs --stale-after 30d --iteration-label
  $ curl -H 'Accept: application/openmetrics-text' http://127.0.0.1:8010/metrics`;

/**
 * Runs the command line (without node and script) and returns the exit code. Errors are printed on
 * standard error, never thrown.
 */
export async function main(args: readonly string[], world: CommandIo): Promise<ExitCode> {
  const secrets = secretsOfArguments(args);
  const { nowMs, environment, stop } = world;
  const io: GuardedIo = { ...withoutGiven(secrets, world), nowMs, environment, stop, secrets };
  let exitCode: ExitCode = EXIT_CODES.done;
  const program = commandLine(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return endWith(error, 'perf-exporter', io.err);
  }
}

function commandLine(io: GuardedIo, finish: (code: ExitCode) => void): Command {
  const program = newProgram({
    name: 'perf-exporter',
    version: VERSION,
    description: 'Publishes benchmark results as Prometheus metrics',
    examples: SERVE_EXAMPLES,
    out: io.out,
    err: io.err,
  });
  addServe(program, io, finish);
  addPush(program, io, finish);
  addBackfill(program, io, finish);
  addTop(program, io, finish);
  addCompletion(program, io.out);
  return program;
}

function addServe(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  program
    .command('serve')
    .description('follows a folder of run and report files and serves their metrics')
    .requiredOption('--runs <folder>', 'folder of run and report files, with its subfolders')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes any', '8010')
    .option(
      '--token-file <file>',
      'file with the Bearer token that a scrape must send (or PERF_EXPORTER_TOKEN)',
    )
    .option('--allowed-host <host:port...>', 'further values that the Host header may have')
    .option('--public-url <url>', 'address behind a proxy, such as https://perf.example.org/base')
    .option('--tls-cert <file>', 'PEM certificate; with --tls-key the server uses TLS')
    .option('--tls-key <file>', 'PEM private key')
    .option('--open', 'listen beyond loopback without a token')
    .option('--poll <duration>', 'how often to look for new files', '1s')
    .option('--stale-after <duration>', 'forget benchmarks and branches not run for this long', '7d')
    .option('--default-branch <name>', 'branch that is always shown', 'main')
    .option('--branches <number>', 'most other branches shown: those with the newest runs', '30')
    .option('--series-cap <number>', 'most series kept (default: 100000)')
    .option('--iteration-label', 'split benchmark_execution_time_ms by round')
    .option('--metrics-file <file>', 'metrics.yaml that declares metrics of your own')
    .option('--system-metrics', 'also serve CPU, memory, load, disk and pressure of this machine')
    .option('--compat', 'also publish the names that older dashboards use')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText('after', SERVE_EXAMPLES)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('./serve.js');
      finish(await serve(flags, io));
    });
}

const PUSH_EXAMPLES = `
Examples:
  $ perf-exporter push new.run.json new.report.json --gateway http://127.0.0.1:9091
      replaces the metrics of the run's branch; for CI machines that no Prometheus can scrape
  $ perf-exporter push new.run.json --gateway https://push.example.org --credentials-file gateway-login
      the file holds user:password; https://user:password@push.example.org works too, but other
      processes of the machine can read a command line
  $ perf-exporter push --delete --gateway http://127.0.0.1:9091 --branch feature/faster
  $ perf-exporter push new.run.json --remote-write http://127.0.0.1:9090/api/v1/write --label team=core`;

function addPush(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  program
    .command('push')
    .description('sends the metrics of run and report files to a Pushgateway or by remote write')
    .argument('[files...]', 'run and report files; - is standard input')
    .option('--gateway <url>', 'Pushgateway, such as http://127.0.0.1:9091')
    .option('--remote-write <url>', 'receiver, such as http://127.0.0.1:9090/api/v1/write')
    .option('--job <name>', 'job label', 'perf-suite')
    .option('--branch <name>', "branch of the group (default: the run's own)")
    .option('--pipeline <name>', 'pipeline label of ci_pipeline_status')
    .option('--trigger <name>', 'trigger label of ci_pipeline_status')
    .option('--metrics-file <file>', 'metrics.yaml that declares metrics of your own')
    .addOption(
      new ListOption(
        '--label <name=value...>',
        'further labels of all series, with --remote-write',
        (value) => /^[a-zA-Z_]\w*=/.test(value),
      ),
    )
    .option('--delete', "delete the branch's group from the Pushgateway")
    .option('--credentials-file <file>', 'file with user:password (or PERF_EXPORTER_CREDENTIALS)')
    .option('--token-file <file>', 'file with a Bearer token to send')
    .option('--timeout <duration>', 'for each request', '10s')
    .option('--attempts <number>', 'attempts if the receiver is unreachable or busy', '5')
    .option('--compat', 'also publish the names that older dashboards use')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText('after', PUSH_EXAMPLES)
    .action(async (files: string[], flags: PushFlags) => {
      const { push } = await import('./push.js');
      finish(await push(files, flags, io));
    });
}

const BACKFILL_EXAMPLES = `
Examples:
  $ perf-exporter backfill --runs .perf/runs --out history.om
  $ promtool tsdb create-blocks-from openmetrics history.om /var/lib/prometheus
  $ perf-exporter backfill --runs .perf/runs --out history.om --step 4m
      repeats values between runs, so that graphs of any range have no gaps`;

function addBackfill(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  program
    .command('backfill')
    .description('writes the history of a folder of runs as OpenMetrics with the times of the runs')
    .requiredOption('--runs <folder>', 'folder of run and report files, with its subfolders')
    .requiredOption('--out <file>', 'file to write')
    .option('--metrics-file <file>', 'metrics.yaml that declares metrics of your own')
    .option('--step <duration>', 'also repeat the values at this interval between runs')
    .option(
      '--stale-after <duration>',
      'end the series of benchmarks and branches not run for this long',
      '7d',
    )
    .option('--default-branch <name>', 'branch that never ends', 'main')
    .option('--branches <number>', 'most other branches at a time: those with the newest runs', '30')
    .option('--compat', 'also publish the names that older dashboards use')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText('after', BACKFILL_EXAMPLES)
    .action(async (flags: BackfillFlags) => {
      const { backfill } = await import('./backfill.js');
      finish(await backfill(flags, io));
    });
}

const TOP_EXAMPLES = `
Examples:
  $ perf-exporter top
      shows open regressions, slowest benchmarks, machines and pipelines, every 2 seconds anew
  $ perf-exporter top http://perf.example.org:8010 --token-file token
  $ perf-exporter top --once | head -5`;

function addTop(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  program
    .command('top')
    .description('shows the state of machines and runs in the terminal, from a running perf-exporter serve')
    .argument('[address]', 'where it answers', 'http://127.0.0.1:8010')
    .option('--token-file <file>', 'file with its Bearer token (or PERF_EXPORTER_TOKEN)')
    .option('--every <duration>', 'how often to ask', '2s')
    .option('--once', 'show it once and end, as without a terminal')
    .option('--no-color', 'no colours; NO_COLOR=1 does the same')
    .option('--ascii', 'draw with ASCII only')
    .addHelpText('after', TOP_EXAMPLES)
    .action(async (address: string, flags: TopFlags) => {
      const { top } = await import('./top.js');
      finish(await top(address, flags, io));
    });
}
