import { describeValue } from '@perf-suite/schema';
import type { Importer } from '../importer.js';
import { pointOfSummary } from '../points.js';

/** `test numbers/parse ... bench:       1,234 ns/iter (+/- 56)` */
const LINE = /^test (?<name>.+?)\s+\.\.\. bench:\s+(?<value>\S+) (?<unit>\S+) \(\+\/- (?<range>[^)\s]+)\)/;

export const libtest: Importer = {
  name: 'libtest',
  tool: 'cargo bench',
  madeBy: '`cargo bench`, with criterion `cargo bench -- --output-format bencher`, its output in a file',
  p50: 'the median; with criterion its estimate of the typical time',
  p95: null,
  rounds: null,
  facts: [],
  recognizes: ({ text }) => /^test .+ \.\.\. bench: +[\d,.]+ \S+\/iter/m.test(text),
  read: (file, { units }) => {
    const points = file.text.split(/\r?\n/).flatMap((line, i) => {
      const { name, value = '', unit = '', range = '' } = LINE.exec(line)?.groups ?? {};
      if (name === undefined) return [];
      const at = `line ${i + 1}`;
      const [p50, spread] = [value, range].map((text) => {
        const number = Number(text.replaceAll(',', ''));
        if (!/^\d/.test(text) || !Number.isFinite(number))
          throw file.wrong(at, 'a number', describeValue(text));
        return number;
      });
      return [
        pointOfSummary(
          { at, benchmark: name, meaning: units.meaning(unit, { file, at }) },
          { p50: p50 as number, spread: spread ?? null },
        ),
      ];
    });
    return [{ points }];
  },
};
