#!/usr/bin/env node
// Answers --version without loading the tool: editors and CI ask for it often.
const asked = process.argv[2];
if (process.argv.length === 3 && (asked === '--version' || asked === '-V')) {
  const { readFileSync } = await import('node:fs');
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  process.stdout.write(`${JSON.parse(manifest).version}\n`);
} else {
  await import('../dist/main.js');
}
