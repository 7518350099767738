import { choiceOption, ListOption } from '@perf-suite/command-line';
import type { ExitCode } from '@perf-suite/schema';
import type { Command } from 'commander';
import type { GuardedIo } from './io.js';
import type { PushFlags } from './push.js';
import type { ServeFlags } from './serve.js';
import { withStoreOption } from './store-option.js';

const SERVE_EXAMPLES = `
Examples:
  $ perf-history serve
      serves .perf/history.db at http://127.0.0.1:8020 to this machine alone
  $ perf-history serve --store postgres://perf@db/perf --host 0.0.0.0 --read-token-file read.token \\
        --write-token-file write.token --tls-cert cert.pem --tls-key key.pem
  $ perf-history serve --jwt-issuer https://token.actions.githubusercontent.com \\
        --jwt-audience https://perf.example.org --jwt-write repository=org/name
      jobs of that repository may push with their own tokens: no secret has to be kept
  $ curl http://127.0.0.1:8020/api/v1/runs?limit=1
      /openapi.json describes all of it`;

const PUSH_EXAMPLES = `
Examples:
  $ perf-history push .perf/runs --server https://perf.example.org --token-file write.token
  $ perf-history push --server https://perf.example.org
      sends what an earlier push could not

Exits with 2 if something was not accepted; that waits in the queue.`;

const isClaim = (value: string): boolean => value.includes('=');

/** Adds the commands that serve a history, and that send to a server. */
export function addNetworkCommands(program: Command, io: GuardedIo, finish: (code: ExitCode) => void): void {
  withStoreOption(
    program.command('serve').description('serves a history over HTTP: takes in runs, answers queries'),
  )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes any', '8020')
    .option('--read-token-file <file>', 'file with the token for reading (or PERF_HISTORY_READ_TOKEN)')
    .option('--write-token-file <file>', 'file with the token for adding (or PERF_HISTORY_WRITE_TOKEN)')
    .option('--jwt-issuer <url>', 'takes JSON web tokens of this OpenID Connect issuer, too')
    .option('--jwt-audience <text>', 'audience that these tokens must be for')
    .addOption(new ListOption('--jwt-read <claim=value...>', 'claims of tokens that may read', isClaim))
    .addOption(new ListOption('--jwt-write <claim=value...>', 'claims of tokens that may add', isClaim))
    .option('--rate-limit <number>', 'most requests a minute of one client', '600')
    .option('--max-body <number>', 'most megabytes of one request', '32')
    .option('--allowed-host <host:port...>', 'further values that the Host header may have')
    .option('--public-url <url>', 'address behind a proxy, such as https://perf.example.org/base')
    .option('--tls-cert <file>', 'PEM certificate; with --tls-key the server uses TLS')
    .option('--tls-key <file>', 'PEM private key')
    .option('--site <folder>', 'also serves the pages of perf-analyze site')
    .option('--open', 'listen beyond loopback without a token')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText('after', SERVE_EXAMPLES)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('./serve.js');
      finish(await serve(flags, io));
    });
  program
    .command('push')
    .description('sends run files, reports and exported histories to a server')
    .argument('[paths...]', 'files, and folders with their subfolders; without any, what waits in the queue')
    .option('--server <url>', 'address of perf-history serve (or PERF_HISTORY_SERVER)')
    .option('--token-file <file>', 'file with a token that may write (or PERF_HISTORY_TOKEN)')
    .option('--project <name>', 'project that the runs belong to (default: default)')
    .addOption(
      choiceOption('--raw <how>', 'run files: not sent, or kept by the server as they are', [
        'none',
        'stored',
      ]),
    )
    .option('--queue <folder>', 'keeps what was not accepted yet', '.perf/push-queue')
    .option('--timeout <duration>', 'for each request', '30s')
    .option('--attempts <number>', 'attempts if the server is unreachable or busy', '5')
    .option('-q, --quiet', 'print only what is wrong')
    .addHelpText('after', PUSH_EXAMPLES)
    .action(async (paths: string[], flags: PushFlags) => {
      const { push } = await import('./push.js');
      finish(await push(paths, flags, io));
    });
}
