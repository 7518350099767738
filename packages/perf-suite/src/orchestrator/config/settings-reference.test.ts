import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { settingsReference } from './settings-reference.js';

const README = fileURLToPath(new URL('../../../README.md', import.meta.url));
const [START, END] = ['<!-- settings -->\n', '\n<!-- end of settings -->'];

it("the README's table of settings is what the table of settings says", () => {
  const text = readFileSync(README, 'utf8');
  const from = text.indexOf(START) + START.length;
  const to = text.indexOf(END);
  expect([from >= START.length, to > from]).toEqual([true, true]);
  const expected = `${settingsReference()}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(README, text.slice(0, from) + expected + text.slice(to));
  else expect(text.slice(from, to), 'run: npx --yes pnpm@10 generate').toBe(expected);
});
