#!/usr/bin/env node
// Node ends with 1 when something is not caught, which here means a regression: a crash is 70.
process.on('uncaughtException', (error) => {
  // Node also says so of a file that it may not open.
  const [, missing = ''] = /^Cannot find module '(.*?[/\\]dist[/\\].*?)'/.exec(error?.message) ?? [];
  if (missing !== '' && !process.getBuiltinModule('node:fs').existsSync(missing)) {
    process.stderr.write(
      `perf-analyze: it is not built, or not whole: ${error.message}\n  In a checkout, run: npx --yes pnpm@10 build. Otherwise, install it again.\n`,
    );
    process.exit(70);
  }
  process.stderr.write(`perf-analyze: internal error: ${error?.stack ?? error}\n`);
  // Where a module could not be opened, Node may say that there is none: the limit itself explains more.
  const limit = Number(process.report?.getReport().userLimits?.open_files?.soft ?? Number.NaN);
  if (['EMFILE', 'ENFILE'].includes(error?.code) || limit < 128) {
    process.stderr.write(
      '  This process may open too few files: raise the limit (ulimit -n 1024), then run it again.\n',
    );
  }
  process.exit(70);
});

// Answers --version without loading the tool: editors and CI ask for it often.
const asked = process.argv[2];
if (process.argv.length === 3 && (asked === '--version' || asked === '-V')) {
  const { readFileSync } = await import('node:fs');
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  process.stdout.write(`${JSON.parse(manifest).version}\n`);
} else {
  await import('../dist/main.js');
}
