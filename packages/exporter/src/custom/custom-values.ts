import { PerfError } from '@perf-suite/schema';

/** One value of a declared metric: set (gauge), added (counter) or observed (histogram, summary). */
export interface CustomValue {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a benchmark, or anything else, wrote for the exporter: a file named `*.metrics.json`. */
export interface CustomValues {
  /** Each id is taken in once. */
  readonly id: string;
  readonly values: readonly CustomValue[];
}

/**
 * Returns the values in a file `{"kind":"metrics","schemaVersion":1,"id":...,"values":[{"name","labels","value"}]}`.
 * @throws {PerfError} `bad-file` that names source, JSON pointer, expected and found; `future-version`
 */
export function parseCustomValues(file: unknown, source: string): CustomValues {
  const { schemaVersion, id, values } = file as Record<string, unknown>;
  if (typeof schemaVersion === 'number' && schemaVersion > 1) {
    throw new PerfError('future-version', `${source}: at /schemaVersion expected 1, found ${schemaVersion}`);
  }
  if (schemaVersion !== 1) throw problem(source, '/schemaVersion', '1', schemaVersion);
  if (typeof id !== 'string' || id === '') throw problem(source, '/id', 'text that no other file has', id);
  if (!Array.isArray(values)) throw problem(source, '/values', 'a list', values);
  return { id, values: values.map((one: unknown, i) => parseValue(one, source, `/values/${i}`)) };
}

function parseValue(given: unknown, source: string, at: string): CustomValue {
  if (typeof given !== 'object' || given === null) throw problem(source, at, 'a value with its name', given);
  const { name, labels = {}, value } = given as Record<string, unknown>;
  if (typeof name !== 'string') throw problem(source, `${at}/name`, 'a declared metric', name);
  if (typeof value !== 'number') throw problem(source, `${at}/value`, 'a number', value);
  if (
    typeof labels !== 'object' ||
    labels === null ||
    Object.values(labels).some((one) => typeof one !== 'string')
  ) {
    throw problem(source, `${at}/labels`, 'texts by label name', labels);
  }
  return { name, labels: labels as Record<string, string>, value };
}

function problem(source: string, at: string, expected: string, found: unknown): PerfError {
  return new PerfError(
    'bad-file',
    `${source}: at ${at} expected ${expected}, found ${JSON.stringify(found) ?? 'nothing'}`,
  );
}
