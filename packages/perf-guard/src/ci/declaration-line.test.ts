import { expect, it } from 'vitest';
import { declarationLine } from './declaration-line.js';

const FILE = `import { bench, describe } from 'vitest';
describe('json', () => {
  bench('parse', () => {});
});
describe("text", () => {
  bench(\`parse\`, () => {});
  bench('print', { parameters: { size: [1, 10] }, run() {} });
  for (const kind of KINDS) bench('of ' + kind, () => {});
});
`;

it.each<[readonly string[], string, number | null]>([
  [['json'], 'parse', 3],
  [['text'], 'parse', 6],
  [[], 'parse', 3],
  [['text'], 'print (size=10)', 7],
  [['text'], 'of bytes', null],
  [['a group whose name is computed'], 'print (size=1)', 7],
])('finds the line of %j %s', (group, name, line) => {
  expect(declarationLine(FILE, group, name)).toBe(line);
});
