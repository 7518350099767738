import {
  addCompletion,
  choiceOption,
  endWith,
  ListOption,
  newProgram,
  secretsOfArguments,
  withoutGiven,
} from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import { VERSION } from '../version.js';
import type { GrafanaFlags } from './grafana.js';
import type { CommandIo } from './io.js';
import type { RecordFlags } from './record.js';
import type { RelayFlags } from './relay.js';
import type { ReplayFlags } from './replay.js';
import type { WatchFlags } from './watch.js';

const EXAMPLES = `
Examples:
  $ perf-suite run --live
      prints the address of its stream; the commands below take it, in quotes
  $ perf-stream watch 'ws://127.0.0.1:8765/live?token=...'
  $ perf-stream watch --format json 'ws://...' | jq -c 'select(.type == "verdict")'
  $ perf-stream record 'ws://...' run.live.jsonl.gz
  $ perf-stream replay run.live.jsonl.gz --speed 4
  $ perf-stream relay 'ws://...' --port 8800 --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
  $ perf-stream grafana 'ws://...' --grafana http://127.0.0.1:3000 --token-file token`;

type Finish = (code: ExitCode) => void;

/**
 * Runs the command line (without node and script) and returns the exit code. Errors are printed on
 * standard error, never thrown.
 */
export async function main(args: readonly string[], world: CommandIo): Promise<ExitCode> {
  const secrets = secretsOfArguments(args);
  secrets.add(world.environment.PERF_STREAM_TOKEN);
  secrets.add(world.environment.PERF_GRAFANA_TOKEN);
  const { nowMs, environment, terminal, stop } = world;
  const io: CommandIo = { ...withoutGiven(secrets, world), nowMs, environment, terminal, stop };
  let exitCode: ExitCode = EXIT_CODES.done;
  const program = commandLine(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return endWith(error, 'perf-stream', io.err);
  }
}

function commandLine(io: CommandIo, finish: Finish): Command {
  const program = newProgram({
    name: 'perf-stream',
    version: VERSION,
    description: 'Watches, records, replays and relays the live stream of a benchmark run',
    examples: EXAMPLES,
    out: io.out,
    err: io.err,
  });
  addWatch(program, io, finish);
  addRecord(program, io, finish);
  addReplay(program, io, finish);
  addRelay(program, io, finish);
  addGrafana(program, io, finish);
  addCompletion(program, io.out);
  return program;
}

function addWatch(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command('watch')
    .description('shows a run in the terminal; a line for each event where there is no terminal')
    .argument('<url>', 'address of the stream, with its token')
    .option('--bench <pattern>', 'only these benchmarks; * is any text, ? one character')
    .addOption(
      choiceOption('--format <name>', 'json: the messages, one JSON object a line', ['text', 'json']),
    )
    .option('--summary', 'with --format json: summaries four times a second in place of all samples')
    .addOption(choiceOption('--from <place>', 'with --format json: where to begin', ['start', 'now']))
    .option('--give-up-after <duration>', 'stop trying to connect after this long', '30s')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .option('--ascii', 'only ASCII characters')
    .option('-q, --quiet', 'only verdicts, warnings and the end')
    .addHelpText(
      'after',
      `
Examples:
  $ perf-stream watch 'ws://127.0.0.1:8765/live?token=...'
  $ perf-stream watch 'ws://...' --bench 'parse > *'
  $ perf-stream watch 'ws://...' --format json > events.jsonl

Exit codes: 0 the run was watched to its end, 2 no connection, 130 interrupted.`,
    )
    .action(async (url: string, flags: WatchFlags) => {
      const { watch } = await import('./watch.js');
      finish(await watch(url, flags, io));
    });
}

function addRecord(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command('record')
    .description('writes a stream to a file, from its first message to the end of the run')
    .argument('<url>', 'address of the stream, with its token')
    .argument('<file>', 'file to write; compressed when its name ends in .gz')
    .option('--force', 'replace the file if there is one')
    .option('--give-up-after <duration>', 'stop trying to connect after this long', '30s')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText(
      'after',
      `
Examples:
  $ perf-stream record 'ws://127.0.0.1:8765/live?token=...' run.live.jsonl.gz
  $ perf-stream replay run.live.jsonl.gz`,
    )
    .action(async (url: string, file: string, flags: RecordFlags) => {
      const { record } = await import('./record.js');
      finish(await record(url, file, flags, io));
    });
}

function addReplay(program: Command, io: CommandIo, finish: Finish): void {
  const command = program
    .command('replay')
    .description('streams a recording like a live run, with the web page')
    .argument('<file>', 'recording, as perf-stream record wrote it')
    .option('--speed <factor>', 'this many times as fast', '1')
    .option('--no-wait', 'begin without waiting for a watcher')
    .option('--keep <duration>', 'keep serving for this long after the end', '10m');
  addListening(command, '8765')
    .addHelpText(
      'after',
      `
Examples:
  $ perf-stream replay run.live.jsonl.gz --speed 4
      begins when the page that it prints is opened
  $ perf-stream replay run.live.jsonl.gz --speed 20 --no-wait --keep 0s`,
    )
    .action(async (file: string, flags: ReplayFlags) => {
      const { replay } = await import('./replay.js');
      finish(await replay(file, flags, io));
    });
}

function addRelay(program: Command, io: CommandIo, finish: Finish): void {
  const command = program
    .command('relay')
    .description('serves one stream to many watchers, from another process or machine')
    .argument(
      '[upstream]',
      'address of the stream; without one, the run that another relay shares through --via',
    )
    .option('--via <url>', 'share the run through nats://host:4222/name or redis://host:6379/name')
    .option('--keep <duration>', 'keep serving for this long after the run has ended', '0s')
    .option('--give-up-after <duration>', 'stop trying to reach the upstream after this long', '60s');
  addListening(command, '8800')
    .addHelpText(
      'after',
      `
Examples:
  $ perf-stream relay 'ws://127.0.0.1:8765/live?token=...' --port 8800
  $ perf-stream relay 'ws://...' --via nats://127.0.0.1:4222/nightly
      puts the run into JetStream and serves it
  $ perf-stream relay --via nats://127.0.0.1:4222/nightly --port 8801
      one more relay of the same run, on any machine; watchers may go from one to the other`,
    )
    .action(async (upstream: string | undefined, flags: RelayFlags) => {
      const { relay } = await import('./relay.js');
      finish(await relay(upstream ?? null, flags, io));
    });
}

function addGrafana(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command('grafana')
    .description('pushes a run to the panels of a Grafana, without any data source (Grafana Live)')
    .argument('<url>', 'address of the stream, with its token')
    .requiredOption('--grafana <url>', "Grafana's address, such as http://127.0.0.1:3000")
    .option('--stream <name>', 'the channels are stream/NAME/perf_run and stream/NAME/perf_benchmark', 'perf')
    .option('--interval <duration>', 'how often to push what has changed', '1s')
    .option('--token-file <file>', 'file with the token of a service account (or PERF_GRAFANA_TOKEN)')
    .option('--give-up-after <duration>', 'stop trying to connect to the run after this long', '30s')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText(
      'after',
      `
Examples:
  $ perf-stream grafana 'ws://127.0.0.1:8765/live?token=...' --grafana http://127.0.0.1:3000 --token-file token
      then choose the data source "-- Grafana --", the query type "Live Measurements" and the channel
      stream/perf/perf_benchmark in a panel`,
    )
    .action(async (url: string, flags: GrafanaFlags) => {
      const { grafana } = await import('./grafana.js');
      finish(await grafana(url, flags, io));
    });
}

/** Not an address, and not a recording. */
function isHostName(text: string): boolean {
  return !/^[a-z]+:\/\/|\/|\.(jsonl|gz)$/i.test(text);
}

function addListening(command: Command, port: string): Command {
  return command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'first port to try; 0 takes any', port)
    .addOption(
      new ListOption('--allowed-host <name...>', 'further names that the Host header may have', isHostName),
    )
    .option('--public-url <url>', 'address behind a proxy, such as https://perf.example.org/base')
    .option('--token <token>', 'token of watchers (default: a random one; or PERF_STREAM_TOKEN)')
    .option('--tls-cert <file>', 'PEM certificate; with --tls-key the server uses TLS')
    .option('--tls-key <file>', 'PEM private key')
    .option('-q, --quiet', 'print only the addresses');
}
