import { choiceOption, ListOption } from '@perf-suite/command-line';
import type { ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { SETTINGS_TABLE } from '../config/settings-table.js';
import type { LoadFlags } from '../load/prepare-load.js';
import { SHARED_SETTINGS } from '../load/shared-settings.js';
import { optionOf } from './run-flags.js';

const HELP = `
Examples:
  $ perf-suite load http://127.0.0.1:3000/items                    10 users, each waiting for its answer
  $ perf-suite load http://127.0.0.1:3000/items --rate 200 --time 60s
  $ perf-suite load http://127.0.0.1:3000 --scenario api.yaml --live
  $ perf-suite load http://127.0.0.1:3000/items --rate 200 --limit 'p99 <= 200ms' 'failed <= 1%'

A scenario, as YAML or JSON:
  seed: 1
  values: { id: { from: 1, to: 1000 } }
  requests:
    - /items
    - { name: one item, path: '/items/{id}', weight: 5, check: { status: 200 } }
    - { name: add, method: POST, path: /items, json: { title: new }, check: { json: { $.title: new } } }

To compare two loads: perf-guard check .perf/runs/later.run.json --baseline .perf/runs/earlier.run.json

Exit codes: 0 done, 2 bad usage or input, or no answer at all, 6 a request was never answered as it must be,
7 above a --limit, 70 an internal error, 130 interrupted; what was measured is saved.`;

/** Adds `load` to the program and returns it. */
export function loadCommand(
  program: Command,
  io: CommandIo,
  exitWith: (exitCode: ExitCode) => void,
): Command {
  const command = program
    .command('load')
    .description('sends load to a service: latencies by request and over time, and errors by kind')
    .argument('<url>', 'address of the service, with the path to ask for')
    .option('--time <duration>', 'how long requests are sent (default: 10s)')
    .option('--rate <number>', 'open loop: requests a second, sent at fixed times; latency counts from those')
    .option('--concurrency <number>', 'closed loop: users that each wait for the answer (default: 10)')
    .addOption(
      choiceOption('--arrivals <kind>', 'with --rate: at equal distances, or as independent users arrive', [
        'even',
        'random',
      ]),
    )
    .option('--scenario <file>', 'YAML or JSON file with the requests, their weights and checks')
    .option('--warmup <duration>', 'load before it that is not measured (default: 1s)')
    .option('--timeout <duration>', 'longest time to wait for an answer (default: 10s)')
    .option('--connections <number>', 'connections that may be open at once (default: 256)')
    .addOption(choiceOption('--http <version>', 'version of HTTP', ['1.1', '2']))
    .option('--insecure', 'take any certificate')
    .addOption(
      new ListOption(
        '--limit <limits...>',
        "end with 7 where all requests together are above it: 'p99 <= 200ms', 'failed <= 1%'",
        (text) => /<=|≤/.test(text),
      ),
    )
    .option('--live', 'serve a page to watch it on, and /metrics')
    .option('--live-keep <duration>', 'with --live: go on serving after the end')
    .option('--tls-cert <file>', 'certificate (PEM) of page, stream and metrics')
    .option('--tls-key <file>', 'its private key (PEM)');
  for (const key of SHARED_SETTINGS) command.addOption(optionOf(SETTINGS_TABLE[key]));
  return command
    .option('--cwd <folder>', 'project folder (default: here)')
    .addOption(choiceOption('--format <name>', 'how to show the result', ['text', 'json', 'markdown']))
    .option('-q, --quiet', 'no progress')
    .option('-v, --verbose', 'show each window')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .addHelpText('after', HELP)
    .action(async (url: string, flags: LoadFlags) => {
      const { runLoad } = await import('../load/run-load.js');
      exitWith(await runLoad(url, flags, io));
    });
}
