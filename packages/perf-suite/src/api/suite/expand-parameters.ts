import { BenchmarkFileError } from './benchmark-file-error.js';
import type { Parameters, ParameterValue } from './suite-data.js';

/**
 * Returns every combination of the choices, the last parameter varying fastest; one empty
 * combination where there are no parameters.
 * @throws {BenchmarkFileError} `bad-usage` where a parameter has no list of plain values
 */
export function expandParameters(benchmark: string, choices: unknown): Parameters[] {
  if (choices === undefined) return [{}];
  if (typeof choices !== 'object' || choices === null) {
    throw new BenchmarkFileError(
      'bad-usage',
      `bench "${benchmark}": expected parameters as { name: [values] }, found ${typeof choices}`,
    );
  }
  let combinations: Parameters[] = [{}];
  for (const [name, values] of Object.entries(choices)) {
    const list = checkValues(benchmark, name, values);
    combinations = combinations.flatMap((combination) =>
      list.map((value) => ({ ...combination, [name]: value })),
    );
  }
  return combinations;
}

/** `sort` with { size: 10, order: 'up' } is `sort (size=10, order=up)`. */
export function nameWithParameters(name: string, parameters: Parameters): string {
  const parts = Object.entries(parameters).map(([key, value]) => `${key}=${String(value)}`);
  return parts.length === 0 ? name : `${name} (${parts.join(', ')})`;
}

function checkValues(benchmark: string, name: string, values: unknown): readonly ParameterValue[] {
  const isList = Array.isArray(values) && values.length > 0;
  if (isList && values.every(isPlain)) return values;
  throw new BenchmarkFileError(
    'bad-usage',
    `bench "${benchmark}": expected parameter "${name}" as a list of strings, numbers or booleans, found ${JSON.stringify(values) ?? typeof values}`,
    'List plain values, and build larger inputs from them in setup.',
  );
}

function isPlain(value: unknown): value is ParameterValue {
  return (
    value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
  );
}
